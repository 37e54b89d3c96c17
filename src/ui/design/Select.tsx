import { CSPProvider } from "@base-ui/react/csp-provider";
import { Select as Base } from "@base-ui/react/select";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
  /** One line below it. */
  readonly note?: ReactNode;
}

/** A choice whose options need a line of explanation each; for plain options take `NativeSelect`. */
export function Select<V extends string>({
  options,
  value,
  onChange,
  label,
  id,
  className,
}: {
  readonly options: readonly Option<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** Its name, when no visible label points at `id`. */
  readonly label?: string;
  readonly id?: string;
  readonly className?: string;
}) {
  const items = options.map((option) => ({ value: option.value, label: option.label }));
  return (
    <CSPProvider disableStyleElements>
      <Base.Root items={items} value={value} onValueChange={(next) => next !== null && onChange(next)}>
        <Base.Trigger
          {...(id !== undefined && { id })}
          {...(label !== undefined && { "aria-label": label })}
          className={cx(
            "target flex w-full items-center justify-between gap-2 rounded-md border border-edge bg-paper px-3 py-1.5 text-left text-base hover:border-ink",
            className,
          )}
        >
          <Base.Value />
          <Icon name="down" />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={6} collisionPadding={12} alignItemWithTrigger={false} className="z-50">
            <Base.Popup className="max-h-[var(--available-height)] max-w-[26rem] min-w-[var(--anchor-width)] overflow-y-auto rounded-lg border border-edge bg-paper p-1 text-ink shadow-lift">
              <Base.List>
                {options.map((option) => (
                  <Base.Item
                    key={option.value}
                    value={option.value}
                    className="target grid grid-cols-[1.25rem_minmax(0,1fr)] items-baseline rounded-sm px-2 py-1.5 text-base data-[highlighted]:bg-wash"
                  >
                    <span>
                      <Base.ItemIndicator>
                        <Icon name="check" size={14} />
                      </Base.ItemIndicator>
                    </span>
                    <span>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.note !== undefined && <span className="block text-xs text-soft">{option.note}</span>}
                    </span>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </CSPProvider>
  );
}
