/** World time as a page shows it: counted on four times a second while the page is visible, one timer for all who look. */
import { useSyncExternalStore } from "react";
import { sessionStore, worldTime } from "./store.ts";

const TICK = 250;
const lookers = new Set<() => void>();
let shown = 0;
let timer: ReturnType<typeof setInterval> | null = null;

export function useNow(): number {
  return useSyncExternalStore(look, last);
}

/** What is told of a time in the world, such as `2 minutes ago`: drawn anew only when that reads differently. */
export function useInTime<T extends string | number>(tell: (now: number) => T): T {
  return useSyncExternalStore(look, () => tell(last()));
}

/** The first look comes before the first tick, and must not see a time of no world. */
function last(): number {
  if (shown === 0) shown = Math.floor(worldTime());
  return shown;
}

function look(looker: () => void): () => void {
  if (lookers.size === 0) start();
  lookers.add(looker);
  return () => {
    lookers.delete(looker);
    if (lookers.size === 0) stop();
  };
}

function tick(): void {
  if (document.visibilityState === "hidden") return;
  const now = Math.floor(worldTime());
  if (now === shown) return;
  shown = now;
  for (const looker of lookers) looker();
}

let forget: (() => void) | null = null;

function start(): void {
  shown = Math.floor(worldTime());
  timer = setInterval(tick, TICK);
  // A jump of the clock shows at once, not at the next tick.
  forget = sessionStore.subscribe((state, before) => {
    if (state.clock !== before.clock) tick();
  });
  document.addEventListener("visibilitychange", tick);
}

function stop(): void {
  if (timer !== null) clearInterval(timer);
  forget?.();
  document.removeEventListener("visibilitychange", tick);
}
