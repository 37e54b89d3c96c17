import { useStore } from "zustand";
import { sessionStore, type SessionState } from "./store.ts";

/** What a component shows of the tab's mirror; it is drawn again when that changes. */
export function useSessionStore<T>(selector: (state: SessionState) => T): T {
  return useStore(sessionStore, selector);
}
