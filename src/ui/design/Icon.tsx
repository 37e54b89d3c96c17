import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type IconName =
  | "check"
  | "cross"
  | "copy"
  | "down"
  | "right"
  | "left"
  | "up"
  | "search"
  | "play"
  | "pause"
  | "undo"
  | "redo"
  | "sliders";

/** Strokes on a 16 by 16 grid, in the colour of the text around them. */
const PATHS: Record<IconName, ReactNode> = {
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  cross: <path d="m4 4 8 8m0-8-8 8" />,
  copy: <path d="M6 5.5h7.5v8H6zM10.5 5.5v-3H3v8h3" />,
  down: <path d="m4 6 4 4 4-4" />,
  right: <path d="m6 4 4 4-4 4" />,
  left: <path d="M10 4 6 8l4 4" />,
  up: <path d="m4 10 4-4 4 4" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.3 10.3 14 14" />,
  play: <path d="m5 3 7.5 5L5 13z" />,
  pause: <path d="M5.5 3v10M10.5 3v10" />,
  undo: <path d="M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6" />,
  redo: <path d="m10 3 3 3-3 3m3-3H6.5a3.5 3.5 0 0 0 0 7H10" />,
  sliders: <path d="M2.5 5h6m3 0h2M2.5 11h2m3 0h6M8.5 3.5v3h2v-3zM4.5 9.5v3h2v-3z" />,
};

/** Decoration only: a word always stands beside it, or the button around it has a label. */
export function Icon({
  name,
  className,
  size = 16,
}: {
  readonly name: IconName;
  readonly className?: string;
  readonly size?: number;
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      width={`${size / 16}em`}
      height={`${size / 16}em`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx("inline-block shrink-0", className)}
    >
      {PATHS[name]}
    </svg>
  );
}
