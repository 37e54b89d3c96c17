/** The tab's mirror of the engine: which world is open, who sits, how the connection stands. Engine truth stays in the engine. */
import { createStore } from "zustand/vanilla";
import type { ApplicationFace, Seat } from "#client/face.ts";
import type { Pane } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";

export interface Session {
  readonly pane: Pane;
  readonly application: ApplicationFace;
}

/**
 * `starting`: nothing to show yet; `opening`: another world is being opened; `restarting`: a worker ended and is being started
 * again, the page stays; `elsewhere`: this browser lets one tab only run the engine, and another tab has it.
 */
export type Status = "starting" | "opening" | "ready" | "restarting" | "elsewhere" | "failed";

export interface SessionState {
  readonly status: Status;
  /** Why it failed, for `failed`. `WorldLost`: the browser's storage of the world is gone, though the world is listed;
   * `ApplicationLost`: it is the application's worker that does not stay. */
  readonly fault: { readonly name: string; readonly message: string } | null;
  /** How often a worker had to be started again, and which it was the last time. */
  readonly restarts: number;
  readonly ended: "engine" | "application";
  /** A world id that a link asked for and this browser does not have. */
  readonly missingWorld: string | null;
  readonly session: Session | null;
  readonly world: WorldView | null;
  readonly seat: Seat | null;
  /** World time at a moment of the page's own clock, to count on from. */
  readonly clock: { readonly now: number; readonly rate: number; readonly at: number };
  readonly lastCall: string | null;
}

/** No hook: it is there before React is. `useSessionStore` looks at it. */
export const sessionStore = createStore<SessionState>(() => ({
  status: "starting",
  fault: null,
  restarts: 0,
  ended: "engine",
  missingWorld: null,
  session: null,
  world: null,
  seat: null,
  clock: { now: 0, rate: 0, at: 0 },
  lastCall: null,
}));

export const readSession = sessionStore.getState;
export const changeSession = sessionStore.setState;

/** World time now, counted on from the last word of the engine. */
export function worldTime(): number {
  const { now, rate, at } = readSession().clock;
  return now + (performance.now() - at) * rate;
}

/** Remembers a call that this tab made, for "the same call as". */
export const noteCall = (requestId: string): void => changeSession({ lastCall: requestId });

/** Acts as soon as the session is ready: now, or before anything is drawn with it. */
export function onceReady(act: (session: Session, seat: Seat) => void): void {
  const look = (): boolean => {
    const { session, seat } = readSession();
    if (session === null || seat === null) return false;
    act(session, seat);
    return true;
  };
  if (look()) return;
  const leave = sessionStore.subscribe(() => {
    if (look()) leave();
  });
}
