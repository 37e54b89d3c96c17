/** What a page may know and ask: the session, the world, the seat, the time, and one sentence to say. */
import { useEffect, useEffectEvent } from "react";
import type { ApplicationEvent, Seat } from "#client/face.ts";
import type { PaneEvent } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";
import { applicationEvents, paneEvents } from "./hub.ts";
import { SEAT_KEYS, searchOfSeat } from "./seat.ts";
import { readSession, type Session } from "./store.ts";
import { useSessionStore } from "./use-session-store.ts";

export { announce } from "./announce.ts";
export { useAsk, type Asked, type AskOptions } from "./ask.ts";
export { topics } from "./hub.ts";
export { useInTime, useNow } from "./now.ts";
export { noteCall, type Session } from "./store.ts";

/** Whether there is a session, with a world and a seat; until then a place may draw its frame and no more. */
export function useReady(): boolean {
  return useSessionStore(({ status, world }) => (status === "ready" || status === "restarting") && world !== null);
}

/** The engine's pane and the application's face. Only for what waits until they are ready, as all places under the root route do. */
export function useSession(): Session {
  return ready(useSessionStore((state) => state.session));
}

/** The open world, live. */
export function useWorld(): WorldView {
  return ready(useSessionStore((state) => state.world));
}

/** Where this tab sits. Whoever asks the application waits until it sits there, so a call made now is signed as it says. */
export function useSeat(): Seat {
  return ready(useSessionStore((state) => state.seat));
}

function ready<T>(value: T | null): T {
  if (value === null) throw new Error("used before the session was ready");
  return value;
}

type SearchChange = Readonly<Record<string, string | undefined>>;
let changeSearch: (change: SearchChange) => void = () => {};

/** The root route lends its router here. */
export function bindSearch(change: (change: SearchChange) => void): void {
  changeSearch = change;
}

const NO_SEAT: SearchChange = Object.fromEntries(SEAT_KEYS.map((key) => [key, undefined]));

/** Changes the URL to another seat; the page follows. Another world begins with its default seat. */
export function setSeat(change: Partial<Seat>): void {
  const { world } = readSession();
  if (world === null) return;
  if (change.world !== undefined && change.world !== world.id) changeSearch({ ...NO_SEAT, world: change.world });
  else changeSearch(searchOfSeat(world, change));
}

/** Goes to the default world, with its default seat. */
export const leaveWorld = (): void => changeSearch(NO_SEAT);

/** The request id of the last call that this tab made, or null. */
export const useLastCall = (): string | null => useSessionStore((state) => state.lastCall);

/** Hears the application for as long as the component stands. */
export function useApplicationEvents(listener: (event: ApplicationEvent) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => applicationEvents.listen((event) => hear(event)), []);
}

/** Hears the engine for as long as the component stands. */
export function usePaneEvents(listener: (event: PaneEvent) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => paneEvents.listen((event) => hear(event)), []);
}
