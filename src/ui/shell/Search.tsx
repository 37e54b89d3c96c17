import { Suspense, lazy, useEffect, useState } from "react";
import { IconButton } from "../design/Button.tsx";
import { Icon } from "../design/Icon.tsx";

const load = () => import("./SearchDialog.tsx");
const SearchDialog = lazy(() => load().then(({ SearchDialog: component }) => ({ default: component })));

/** The button, and the key `/`, for finding a key, an alias, an operation's calls, or one call by its request id. */
export function Search() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]") !== null;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <IconButton
        label="Search"
        aria-haspopup="dialog"
        aria-keyshortcuts="/"
        onClick={() => setOpen(true)}
        onPointerEnter={() => void load()}
      >
        <Icon name="search" />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <SearchDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
