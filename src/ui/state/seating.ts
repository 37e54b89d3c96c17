/** Taking the seat that the URL names: its world is opened, the wire joined, and the application told where it sits. */
import type { JoinApplication } from "#client/face.ts";
import type { WorldView } from "#glass/views.ts";
import { application, awaitSeat, seated, sittingFace } from "./application-line.ts";
import { engine } from "./engine-line.ts";
import { sameSeat, seatOf, type SeatSearch } from "./seat.ts";
import { changeSession, readSession } from "./store.ts";
import { failUnlessEnded } from "./trouble.ts";
import { clockOf } from "./world-view.ts";

/** The seat that the URL names. */
export let wanted: SeatSearch = {};
let defaultWorld: string | null = null;
let settling: Promise<void> | null = null;
let unsettled = false;
let reopen = false;

/**
 * Takes the seat that the URL names, or is to be taken once there is an engine. Another seat in the same world is shown
 * (`useSeat`) at once, another world when the application sits in it.
 */
export function takeSeat(search: SeatSearch): void {
  wanted = search;
  if (engine !== null && readSession().status !== "failed") void settle(false).catch(failUnlessEnded);
}

/** The open world is gone: another one is opened. The root route takes the id out of the URL. */
export function leaveDeletedWorld(): void {
  defaultWorld = null;
  changeSession({ world: null, seat: null, status: "opening" });
  takeSeat({});
}

/** Takes the wanted seat, one change at a time; the last one asked for wins. `fresh`: the world is opened and the wire joined in any case. */
export function settle(fresh: boolean): Promise<void> {
  unsettled = true;
  reopen ||= fresh;
  settling ??= (async () => {
    try {
      while (unsettled) {
        unsettled = false;
        const again = reopen;
        reopen = false;
        await sitDown(wanted, again);
      }
    } finally {
      settling = null;
    }
  })();
  return settling;
}

/** Resolves when no change of seat is under way, however it ended. */
export const settled = async (): Promise<void> => settling?.catch(() => {});

async function sitDown(search: SeatSearch, again: boolean): Promise<void> {
  const before = readSession();
  const moved = before.world === null || (search.world ?? defaultWorld) !== before.world.id;
  const fresh = again || moved;
  const world = fresh ? await openWorld(search.world ?? null, moved && before.world !== null) : before.world;
  if (world === null) return;
  const asks = seatOf(world, search);
  // The same seat stays the same object: nothing is drawn again for it.
  const same = before.seat !== null && sameSeat(before.seat, asks);
  const seat = same ? before.seat : asks;
  if (fresh || !same) awaitSeat(application.face.sit(seat));
  // Another world is shown once the application is in it. Otherwise a new seat is shown at once, for whoever asks the application from now
  // on waits until it sits there, and is signed for as the page says.
  if (fresh && before.seat !== null) await seated;
  else seated.catch(failUnlessEnded);
  if (engine === null) return;
  changeSession({
    status: "ready",
    fault: null,
    seat,
    session: fresh || before.session === null ? { pane: engine.remote.face, application: sittingFace } : before.session,
    ...(fresh ? { world, ...clockOf(world.clock) } : {}),
  });
}

async function openWorld(id: string | null, isSwitch: boolean): Promise<WorldView | null> {
  if (engine === null) return null;
  if (isSwitch) changeSession({ status: "opening", lastCall: null });
  const { face } = engine.remote;
  const world = await face.openWorld(id).catch((error: unknown) => {
    if (id === null || !(error instanceof Error) || error.name !== "NoSuchWorld") throw error;
    changeSession({ missingWorld: id });
    return face.openWorld(null);
  });
  if (id === null) defaultWorld = world.id;
  joinWire(world.id);
  return world;
}

/** The page makes the corridor between engine and application, hands one end to each, and keeps none. */
function joinWire(world: string): void {
  const { port1, port2 } = new MessageChannel();
  engine?.post({ join: "wire" }, [port1]);
  application.worker.postMessage({ join: "wire", world } satisfies JoinApplication, [port2]);
}
