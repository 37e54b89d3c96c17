import { Suspense, lazy, useEffect, useState } from "react";
import { IconButton } from "../design/Button.tsx";
import { Icon } from "../design/Icon.tsx";
import { usePreferences } from "../state/preferences.ts";

const load = () => import("./SearchDialog.tsx");
const SearchDialog = lazy(() => load().then(({ SearchDialog: component }) => ({ default: component })));

/** The button, and the key `/`, for finding a key, an alias, an operation's calls, or one call by its request id. */
export function Search({ ready }: { readonly ready: boolean }) {
  /** What is looked for; null while nobody searches. */
  const [text, setText] = useState<string | null>(null);
  const open = text !== null;
  const shortcut = usePreferences(({ shortcuts }) => shortcuts === "on");
  useEffect(() => {
    if (!ready) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // From the click until the field has the focus, what is typed is for it.
      const typed = open && event.key.length === 1;
      if (!typed && !(shortcut && event.key === "/")) return;
      event.preventDefault();
      setText((before) => (before === null ? "" : before + event.key));
    };
    document.addEventListener("keydown", press, { capture: true });
    return () => document.removeEventListener("keydown", press, { capture: true });
  }, [open, ready, shortcut]);
  return (
    <>
      <IconButton
        label="Search"
        aria-haspopup="dialog"
        aria-keyshortcuts={shortcut ? "/" : undefined}
        disabled={!ready}
        onClick={() => setText("")}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
      >
        <Icon name="search" />
      </IconButton>
      {open && ready && (
        <Suspense fallback={null}>
          <SearchDialog text={text} onText={setText} onClose={() => setText(null)} />
        </Suspense>
      )}
    </>
  );
}

/** What is typed in the policy editor comes here as if its host had been hit: the editor lives in a shadow root. The path knows better. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
