import { Suspense, lazy, useRef, useState } from "react";
import { IconButton } from "../design/Button.tsx";
import { Icon } from "../design/Icon.tsx";

const load = () => import("./DisplayPanel.tsx");
const DisplayPanel = lazy(() => load().then(({ DisplayPanel: component }) => ({ default: component })));

/** The button for theme, motion and shortcuts. */
export function DisplayMenu() {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        ref={anchor}
        label="Display"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onPointerEnter={() => void load()}
      >
        <Icon name="sliders" />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <DisplayPanel anchor={anchor} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
