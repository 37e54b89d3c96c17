/** The view of the open world, and its clock, as the engine tells them. */
import type { ClockView, WorldView } from "#glass/views.ts";
import { changeSession, readSession, worldTime, type SessionState } from "./store.ts";

/** Real ms within which a reading of the clock arrives. */
const LONGEST_WAY = 5_000;
/** Real ms between two questions. */
const PAUSE = 100;

let refreshing = false;
let refreshAgain = false;

/** Asks for the world's view again; while one question is open, one more is kept for after it. */
export function refreshWorld(): void {
  refreshAgain = true;
  if (!refreshing) void refresh();
}

async function refresh(): Promise<void> {
  refreshing = true;
  while (refreshAgain) {
    refreshAgain = false;
    try {
      const world = await readSession().session?.pane.world();
      if (world !== undefined) showWorld(world);
    } catch {
      // The engine ended, or the world is being closed: the next opening brings a view.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  refreshing = false;
}

/** Takes a newer view of the open world. */
export function showWorld(world: WorldView): void {
  if (world.id === readSession().world?.id)
    changeSession({ world, ...(isLate(world.clock) ? {} : clockOf(world.clock)) });
}

/** A reading that was longer under way than the one that is counted on from: no time is shown twice. A clock that was set is told by its event. */
function isLate({ now, rate }: ClockView): boolean {
  const behind = worldTime() - now;
  return rate === readSession().clock.rate && behind >= 0 && behind < LONGEST_WAY * rate;
}

/** A reading of the clock, to count on from. */
export const clockOf = ({ now, rate }: Pick<ClockView, "now" | "rate">): Pick<SessionState, "clock"> => ({
  clock: { now, rate, at: performance.now() },
});
