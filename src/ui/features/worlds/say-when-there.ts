import type { WorldView } from "#glass/views.ts";
import { announce } from "../../state/announce.ts";
import { readSession, sessionStore } from "../../state/store.ts";

/** The page that opens says its title; what has happened is said after that. */
const AFTER_TITLE = 300;

/** Says something about the world that is being opened, once it is: `isIt` knows it. */
export function sayWhenThere(isIt: (world: WorldView) => boolean, say: (world: WorldView) => string): void {
  const look = (): boolean => {
    const { status, world } = readSession();
    if (status !== "ready" || world === null || !isIt(world)) return false;
    setTimeout(() => announce(say(world)), AFTER_TITLE);
    return true;
  };
  if (look()) return;
  const stop = sessionStore.subscribe(() => {
    if (look()) stop();
  });
}
