/** What the engine tells by itself, and what comes of it. */
import type { PaneEvent } from "#glass/pane.ts";
import { application, awaitSeat, seated } from "./application-line.ts";
import { paneEvents, topics } from "./hub.ts";
import { News } from "./news.ts";
import { leaveDeletedWorld } from "./seating.ts";
import { changeSession, readSession } from "./store.ts";
import { failUnlessEnded } from "./trouble.ts";
import { clockOf, refreshWorld } from "./world-view.ts";

const news = new News();

export function hearPane(event: PaneEvent): void {
  const { world } = readSession();
  if (world === null || event.world !== world.id) return;
  if (event.event === "clock") {
    changeSession(clockOf(event));
    refreshWorld();
  } else if (event.event === "storage") changeSession({ world: { ...world, storage: event.storage } });
  else if (event.event === "changed") {
    const changed = news.in(event);
    if (changed.has("acts")) refreshWorld();
    topics.emit(changed);
  } else if (event.event === "renamed") refreshWorld();
  else if (event.event === "reset") afterReset().catch(failUnlessEnded);
  else if (event.event === "deleted") leaveDeletedWorld();
  paneEvents.emit(event);
}

/** The world was reset, here or in another tab: its disk is empty and its keys are others. */
async function afterReset(): Promise<void> {
  const { seat, session } = readSession();
  news.forget(); // it counts from the beginning again
  if (seat === null || session === null) return;
  awaitSeat(application.face.sit(seat));
  await seated;
  changeSession({ lastCall: null });
  refreshWorld();
  topics.emit(new Set(["reset"]));
}
