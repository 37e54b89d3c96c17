import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import { cx } from "./cx.ts";

/** A plain table with hair lines; it scrolls within itself when it is wider than the page, and a shade at its
 * edge says so. `caption` names it for ears. */
export function Table({
  caption,
  children,
  className,
}: {
  readonly caption: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    // A place that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <figure className={cx("scroll-shade overflow-x-auto", className)} aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </figure>
  );
}

interface Numeric {
  /** Right-aligned, tabular figures. */
  readonly numeric?: boolean;
}

export const Th = ({
  numeric,
  className,
  scope = "col",
  ...rest
}: ThHTMLAttributes<HTMLTableCellElement> & Numeric) => (
  <th
    scope={scope}
    className={cx(
      "py-1.5 pr-4 text-xs font-semibold text-soft last:pr-0",
      numeric ? "text-right" : "text-left",
      className,
    )}
    {...rest}
  />
);

export const Td = ({ numeric, className, ...rest }: TdHTMLAttributes<HTMLTableCellElement> & Numeric) => (
  <td
    className={cx("border-t border-line py-1.5 pr-4 align-top last:pr-0", numeric && "numbers text-right", className)}
    {...rest}
  />
);
