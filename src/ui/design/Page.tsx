import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** The frame of a place: the title, one sentence under it, acts at the right, then the content. */
export function Page({
  title,
  lead,
  acts,
  children,
  className,
}: {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <div className={cx("px-4 pt-5 pb-8 @3xl:px-6 presenter:pt-3", className)}>
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3">
        <div className="min-w-0 flex-1 basis-72 presenter:basis-60">
          <h1>{title}</h1>
          {lead !== undefined && (
            <div className="mt-0.5 max-w-[46rem] text-lg text-pretty presenter:text-base">{lead}</div>
          )}
        </div>
        {acts !== undefined && <div className="flex flex-wrap gap-2">{acts}</div>}
      </div>
      {children}
    </div>
  );
}

/** The washed panel that stands beside the picture: an X-ray, a policy in words. */
export const Panel = ({
  children,
  className,
  label,
}: {
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
}) => (
  <aside aria-label={label} className={cx("rounded-xl border border-line bg-wash px-4 pt-3.5 pb-4", className)}>
    {children}
  </aside>
);
