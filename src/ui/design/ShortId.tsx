import { cx } from "./cx.ts";
import { Copy } from "./Copy.tsx";

/** `1234abcd…90ab`: the first `head` and the last `tail` characters; short ids stay whole. */
export const shortenMiddle = (id: string, head = 8, tail = 4): string =>
  id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;

/** Shortens only the last part of an ARN: `arn:aws:kms:us-east-1:111122223333:key/1234abcd…90ab`. */
export function shortenArn(arn: string): string {
  const cut = arn.lastIndexOf("/") + 1;
  return arn.slice(0, cut) + shortenMiddle(arn.slice(cut));
}

/** An id in a monospace face, shortened in the middle, whole on hover, with a button that copies all of it. */
export function ShortId({
  id,
  what,
  whole = false,
  copy = true,
  className,
}: {
  readonly id: string;
  /** What it is: "key id". Names the copy button. */
  readonly what: string;
  readonly whole?: boolean;
  readonly copy?: boolean;
  readonly className?: string;
}) {
  const shown = whole ? id : id.startsWith("arn:") ? shortenArn(id) : shortenMiddle(id);
  return (
    <span className={cx("inline-flex max-w-full items-center gap-1", className)}>
      <code title={id} className="min-w-0 [overflow-wrap:anywhere]">
        {shown}
      </code>
      {copy && <Copy text={id} what={`the ${what}`} />}
    </span>
  );
}
