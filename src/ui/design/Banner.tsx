import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A line across the page that must be seen. `care`: something may be lost. */
export function Banner({
  children,
  action,
  tone = "plain",
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: "plain" | "care";
}) {
  return (
    <div
      role={tone === "care" ? "alert" : "status"}
      className={cx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-6 py-2 text-sm",
        tone === "care" ? "border-hot bg-hot-fill text-ink" : "border-line bg-wash",
      )}
    >
      <div className="min-w-0 flex-1 basis-80">{children}</div>
      {action}
    </div>
  );
}

/** A box for a consequence that must be read before a click. */
export function Care({
  title,
  children,
  className,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <div className={cx("border-stroke rounded-lg border-hot px-4 py-3 text-sm", className)}>
      <b className="text-hot">{title}</b>
      <div>{children}</div>
    </div>
  );
}
