import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { buttonLook, type ButtonKind } from "./Button.tsx";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";

export interface MenuEntry {
  readonly id: string;
  readonly label: ReactNode;
  /** One line below it: what it does. */
  readonly note?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

/** A button with a list of acts below it. */
export function Menu({
  label,
  entries,
  kind = "plain",
  size = "normal",
}: {
  readonly label: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly kind?: ButtonKind;
  readonly size?: "small" | "normal";
}) {
  return (
    <Base.Root>
      <Base.Trigger className={buttonLook(kind, size)}>
        {label}
        <Icon name="down" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} collisionPadding={12} align="end" className="z-30">
          <Base.Popup className="max-h-[var(--available-height)] max-w-[22rem] min-w-48 overflow-y-auto rounded-lg border border-edge bg-paper p-1 text-ink shadow-lift">
            {entries.map((entry) => (
              <Base.Item
                key={entry.id}
                disabled={entry.disabled ?? false}
                onClick={entry.onSelect}
                className={cx(
                  "target rounded-sm px-3 py-1.5 text-base data-[disabled]:opacity-55 data-[highlighted]:bg-wash",
                  entry.danger && "text-hot",
                )}
              >
                {entry.label}
                {entry.note !== undefined && <span className="block text-xs text-soft">{entry.note}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
