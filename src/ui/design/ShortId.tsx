import { cx } from "./cx.ts";
import { Copy } from "./Copy.tsx";

/** `1234abcd…90ab`. As `shortId` of the words, which the design does not know. */
const shortenMiddle = (id: string): string => (id.length <= 13 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`);

/** Shortens only the last part of an ARN: `arn:aws:kms:us-east-1:111122223333:key/1234abcd…90ab`. */
function shortenArn(arn: string): string {
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
