import { cx } from "./cx.ts";
import { Copy } from "./Copy.tsx";

/** A block of code or of a message: wrapped, scrolling in itself when long, with a button that copies all of it. */
export function Code({
  text,
  label,
  className,
  tall = false,
}: {
  readonly text: string;
  /** What it is: "the canonical request". Names the block and its copy button. */
  readonly label: string;
  readonly className?: string;
  readonly tall?: boolean;
}) {
  return (
    <div className={cx("relative min-w-0", className)}>
      {/* A place that scrolls must be reachable by keyboard. */}
      <figure
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={cx(
          "overflow-auto rounded-md border border-line bg-paper px-3 py-2",
          tall ? "max-h-[36rem]" : "max-h-72",
        )}
      >
        <pre className="pr-6 text-xs [overflow-wrap:anywhere] whitespace-pre-wrap">{text}</pre>
      </figure>
      <Copy text={text} what={label} className="absolute top-1 right-1 bg-paper" />
    </div>
  );
}
