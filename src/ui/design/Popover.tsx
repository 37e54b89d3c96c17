import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";
import { cx } from "./cx.ts";

/**
 * A panel that hangs on a button which stands elsewhere, so that the button can be drawn before this library has come. Focus goes
 * in, Escape and a press outside close, and focus goes back to the anchor. The anchor toggles `open` itself.
 */
export function Popover({
  anchor,
  open,
  onClose,
  title,
  align = "end",
  children,
  className,
}: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly align?: "start" | "center" | "end";
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        const pressed = details.event.target;
        if (!next && !(pressed instanceof Node && anchor.current?.contains(pressed) === true)) onClose();
      }}
    >
      <Base.Portal>
        <Base.Positioner anchor={anchor} align={align} sideOffset={8} collisionPadding={12} className="z-30">
          <Base.Popup
            finalFocus={anchor}
            className={cx(
              "max-h-[var(--available-height)] max-w-[var(--available-width)] overflow-y-auto rounded-lg border border-edge bg-paper text-ink shadow-lift",
              "transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0",
              className,
            )}
          >
            <Base.Title className="sr-only">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
