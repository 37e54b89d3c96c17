import type { ReactNode } from "react";

/** An empty place teaches the first move: what would stand here, and the one act that brings it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="max-w-[38rem] py-8">
      <h2 className="text-lg">{title}</h2>
      <div className="mt-1 text-soft">{children}</div>
      {action !== undefined && <div className="mt-4 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
