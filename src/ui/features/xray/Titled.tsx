import type { ReactNode } from "react";

/** A part of a stage under its own heading. */
export function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <h3 className="[overflow-wrap:anywhere]">{title}</h3>
      {children}
    </div>
  );
}
