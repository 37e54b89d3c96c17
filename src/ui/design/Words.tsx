import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";

export type Tone = "plain" | "good" | "bad" | "quiet";

/** The state of a thing: always a word; the mark only repeats it. */
export function StateWord({
  children,
  tone = "plain",
  className,
}: {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly className?: string;
}) {
  return (
    <span
      className={cx(
        "numbers inline-flex items-center gap-1 whitespace-nowrap",
        tone === "quiet" ? "text-soft" : "font-semibold",
        tone === "bad" && "text-hot",
        className,
      )}
    >
      {tone === "good" && <Icon name="check" size={14} />}
      {tone === "bad" && <Icon name="cross" size={14} />}
      {children}
    </span>
  );
}

/** A small label with an edge: a kind, a filter, a count. */
export function Pill({
  children,
  role = "plain",
  className,
}: {
  readonly children: ReactNode;
  readonly role?: "plain" | "key" | "context" | "wrapped" | "exposed";
  readonly className?: string;
}) {
  const look = {
    plain: "border border-line text-soft",
    key: "bg-key text-on-key",
    context: "border-stroke border-ctx bg-ctx-fill text-ctx",
    wrapped: "border-stroke border-wrap bg-wrap-fill text-ink",
    exposed: "border-stroke border-dashed border-hot bg-hot-fill text-hot",
  }[role];
  return (
    <span className={cx("inline-flex items-center gap-1.5 rounded-sm px-2 py-0.5 text-xs", look, className)}>
      {children}
    </span>
  );
}
