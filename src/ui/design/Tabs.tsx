import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface Tab<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
}

/** Tabs over one thing's views. `children` draws the panel of the chosen tab only. */
export function Tabs<V extends string>({
  tabs,
  value,
  onChange,
  label,
  children,
}: {
  readonly tabs: readonly Tab<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as V)}>
      <Base.List aria-label={label} className="flex flex-wrap gap-x-6 border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="target -mb-px border-b-bold border-transparent pb-1.5 text-base text-soft hover:text-ink data-[active]:border-key data-[active]:text-ink"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className="pt-5 presenter:pt-3">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
