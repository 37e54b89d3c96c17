import { useEffect, useEffectEvent } from "react";

/** Arrow keys, a clicker's page keys, Home and End walk the beats, unless the focus stands in something that needs them itself. */
export function useBeatKeys(at: number, count: number, go: (beat: number) => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return;
    const beat = target(event.key, at, count);
    if (beat === null) return;
    event.preventDefault();
    if (beat !== at) go(beat);
  });
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

const OWN_KEYS =
  "input, select, textarea, [contenteditable], [role=tablist], [role=grid], [role=listbox], [role=menu], [role=dialog], [role=slider], [role=tree], [role=toolbar], [data-own-keys], pre[tabindex], section[tabindex]";

export function target(key: string, at: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
    case "PageDown":
      return Math.min(last, at + 1);
    case "ArrowLeft":
    case "PageUp":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
