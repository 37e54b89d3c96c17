import { useEffect, useEffectEvent } from "react";
import type { BeatWalk } from "./use-beat.ts";

/** Arrow keys, a clicker's page keys, Home and End walk the beats, unless the focus stands in something that needs them itself. */
export function useBeatKeys({ go, step }: BeatWalk): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return;
    const move = moveOf(event.key);
    if (move === null) return;
    event.preventDefault();
    if (move === "first" || move === "last") go(move === "first" ? 0 : Infinity);
    else step(move);
  });
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

/** A figure that takes the focus does so to be scrolled. */
const OWN_KEYS =
  "input, select, textarea, [contenteditable], [role=tablist], [role=grid], [role=listbox], [role=menu], [role=dialog], [role=slider], [role=tree], [role=toolbar], [data-own-keys], figure[tabindex]";

export type Move = 1 | -1 | "first" | "last";

export const moveOf = (key: string): Move | null => (Object.hasOwn(MOVES, key) ? MOVES[key] : null) ?? null;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowRight: 1,
  PageDown: 1,
  ArrowLeft: -1,
  PageUp: -1,
  Home: "first",
  End: "last",
};
