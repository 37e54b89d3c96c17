import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Facts about one thing as lines: name left, value right of it. For narrow places and long values. */
export function FactLines({ facts, className }: { readonly facts: readonly Fact[]; readonly className?: string }) {
  return (
    <dl className={cx("grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm", className)}>
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="numbers min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
