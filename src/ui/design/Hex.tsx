import { cx } from "./cx.ts";

/** `5e1c77a0 b3d91f26`: hex digits in groups of four bytes. */
const hexGroups = (hex: string): string => hex.replace(/(.{8})(?=.)/g, "$1 ");

/** Bytes as hex, in groups of four; `limit` bytes are shown, and the rest is counted. */
export function Hex({
  hex,
  limit,
  className,
}: {
  readonly hex: string;
  readonly limit?: number;
  readonly className?: string;
}) {
  const bytes = hex.length / 2;
  const shown = limit !== undefined && bytes > limit ? hex.slice(0, 2 * limit) : hex;
  return (
    <code className={cx("[overflow-wrap:anywhere]", className)}>
      {hexGroups(shown)}
      {shown !== hex && (
        <span className="text-soft"> … {(bytes - shown.length / 2).toLocaleString("en-US")} more bytes</span>
      )}
    </code>
  );
}
