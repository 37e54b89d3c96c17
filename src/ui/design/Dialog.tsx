import { Dialog as Base } from "@base-ui/react/dialog";
import { useRef, useState, type ReactNode, type RefObject } from "react";
import { IconButton } from "./Button.tsx";
import { cx } from "./cx.ts";
import { focusTitle } from "./focus.ts";
import { Icon } from "./Icon.tsx";

/**
 * A modal dialog: focus goes to its first field, where there is one, and is kept inside; Escape closes, focus returns. Load it lazily: it
 * carries its library along.
 */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  actions,
  wide = false,
  initialFocus,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the affirmative one last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  /** In place of the first field, by touch too. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
}) {
  const [opener] = useState(() => document.activeElement);
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          ref={popup}
          // By touch a field that has the focus would bring up the keyboard over half of the dialog.
          initialFocus={initialFocus ?? ((how) => how === "touch" || (firstField(popup.current) ?? true))}
          finalFocus={() => {
            // Whatever stands in its place now is something else.
            if (opener?.isConnected !== false) return true;
            focusTitle();
            return false;
          }}
          className={cx(
            "fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto",
            "rounded-xl border border-line bg-paper p-6 text-ink shadow-lift transition-opacity duration-150",
            "data-[ending-style]:opacity-0 data-[starting-style]:opacity-0",
            wide ? "max-w-[52rem]" : "max-w-[32rem]",
          )}
        >
          <div className="flex items-start gap-4">
            <Base.Title className="flex-1 text-lg font-semibold">{title}</Base.Title>
            <Base.Close
              render={
                <IconButton label="Close">
                  <Icon name="cross" />
                </IconButton>
              }
            />
          </div>
          {description !== undefined && <Base.Description className="mt-1 text-soft">{description}</Base.Description>}
          {children !== undefined && <div className="mt-4">{children}</div>}
          {actions !== undefined && <div className="mt-6 flex flex-wrap justify-end gap-2">{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The first one in reading order; of radio buttons that which is checked. */
function firstField(popup: HTMLElement | null): HTMLElement | null {
  const field = popup?.querySelector<HTMLInputElement>(":is(input, select, textarea):enabled:not([tabindex='-1'])");
  if (field?.type !== "radio") return field ?? null;
  return popup?.querySelector<HTMLElement>(`input[name="${CSS.escape(field.name)}"]:checked`) ?? field;
}
