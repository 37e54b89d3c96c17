/** One tab's connection: the engine, the application worker, the wire between them, and what happens when one of them ends. */
import type { ApplicationEvent, ApplicationFace, JoinApplication, Seat } from "#client/face.ts";
import type { JoinWire, Pane, PaneEvent, Unfit } from "#glass/pane.ts";
import { connect, type Channel, type Remote } from "#glass/port.ts";
import type { ClockView, WorldView } from "#glass/views.ts";
import { applicationEvents, paneEvents, topics, type Topic } from "./hub.ts";
import { sameSeat, seatOf, type SeatSearch } from "./seat.ts";
import { changeSession, readSession, sessionStore, worldTime } from "./store.ts";
import { watchOver, type Watched } from "./watchdog.ts";

/** What only the composition root may do: start workers. */
export interface Starters {
  readonly build: string;
  /** Starts or joins the engine; null where this browser has no SharedWorker. */
  readonly sharedEngine: (() => SharedWorker) | null;
  readonly ownEngine: () => Worker;
  readonly application: () => Worker;
}

const ENGINE_DEADLINE = 20_000;
const APPLICATION_DEADLINE = 30_000;
/** How often, and how many times at most, to look whether a new engine holds its lock yet. */
const LOCK_LOOKS = { every: 50, most: 100 };
/** Real ms within which a reading of the clock arrives. */
const LONGEST_WAY = 5_000;
/** So many restarts within this time mean that the workers cannot stay up. */
const RESTARTS = { most: 4, within: 60_000 };

let starters: Starters;
let engine: {
  readonly remote: Remote<Pane>;
  readonly post: (message: JoinWire, transfer: Transferable[]) => void;
} | null = null;
let application: Watched<ApplicationFace> & { readonly worker: Worker; end(reason: string): void };
/** The application answers nothing before it sits where the page says it sits. */
let seated: Promise<unknown> = Promise.resolve();
let defaultWorld: string | null = null;
const restartTimes: number[] = [];

/** Starts both workers and opens the world of the URL. Called once. */
export async function startSession(given: Starters, search: SeatSearch): Promise<void> {
  starters = given;
  wanted = search;
  tellTheTime();
  sayGoodbye();
  startApplication();
  await startEngine();
}

/** The application signs with the world's clock: it hears of every change before the page's next call, for it hears in order. */
function tellTheTime(): void {
  sessionStore.subscribe(({ clock, world }, before) => {
    if (clock === before.clock || world === null) return;
    const now = clock.now + (performance.now() - clock.at) * clock.rate;
    application.face.clock({ world: world.id, now, rate: clock.rate }).catch(() => {
      // It learns the time from the next answer.
    });
  });
}

/** A page that goes lets the engine put what waits onto disk; one that the browser brings back opens its world again. */
function sayGoodbye(): void {
  addEventListener("pagehide", () => {
    engine?.remote.face.leave().catch(() => {});
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && engine !== null) void settle(true).catch(fail);
  });
}

/** After `failed`: tries once more from the start. */
export function tryAgain(): void {
  restartTimes.length = 0;
  changeSession({ status: "starting", fault: null });
  if (!application.lived()) replaceApplication("Its script is fetched again.");
  void startEngine();
}

function startApplication(): void {
  const worker = starters.application();
  const remote = connect<ApplicationFace, ApplicationEvent>(worker, {
    deadline: APPLICATION_DEADLINE,
    patient: ["seal", "open", "sit", "wipe"],
    onEvent: (event) => {
      if (application.worker === worker) hearApplication(event);
    },
  });
  const isSeen = (): boolean => !document.hidden;
  const watched = watchOver(remote.face, isSeen, () => void restartApplication());
  const end = (reason: string): void => {
    watched.stop();
    worker.terminate();
    remote.close(reason);
  };
  worker.addEventListener("error", () => {
    if (application.worker !== worker || watched.lived()) return;
    fail(new ApplicationLost("The application's script did not start."));
  });
  application = { ...watched, worker, end };
}

/** The open questions of the old one end with `Disconnected`. */
function replaceApplication(reason: string): void {
  const old = application;
  startApplication();
  old.end(reason);
}

/** It fell silent: a new one takes the seat of the old, with a wire of its own. */
async function restartApplication(): Promise<void> {
  replaceApplication("The application stopped answering.");
  if (engine === null) return; // the engine's own start seats it
  if (!mayRestart()) return fail(new ApplicationLost("It stopped answering again and again."));
  changeSession({ status: "restarting", ended: "application", restarts: readSession().restarts + 1 });
  const sitting = (async () => {
    await settling?.catch(() => {}); // it may have waited for the old one
    await settle(true);
  })();
  seated = sitting;
  await sitting.catch(failUnlessEnded);
}

async function startEngine(): Promise<void> {
  try {
    if (starters.sharedEngine === null) await (becoming ??= becomeTheTab());
    const started = starters.sharedEngine === null ? own(starters.ownEngine()) : shared(starters.sharedEngine());
    engine = started;
    // Its first answer tells that it lives; the world need not be asked for only then.
    const greeted = started.remote.face.hello().then(() => void watchForDeath(started.remote));
    await Promise.all([greeted, settle(true)]);
  } catch (error) {
    failUnlessEnded(error);
  }
}

function shared(worker: SharedWorker): NonNullable<typeof engine> {
  worker.addEventListener("error", () => fail(new Error("The engine's script did not start.")));
  const remote = connectPane(worker.port);
  worker.port.addEventListener("message", ({ data }) => {
    if ((data as Partial<Unfit> | null)?.event === "unfit" && engine?.remote === remote) void runOnesOwn(remote);
  });
  return { remote, post: (message, transfer) => worker.port.postMessage(message, transfer) };
}

/** From now on as if this browser had no SharedWorker. */
async function runOnesOwn(unfit: Remote<Pane>): Promise<void> {
  starters = { ...starters, sharedEngine: null };
  engine = null;
  unfit.close("The shared engine cannot keep keys.");
  await startEngine();
}

/**
 * A page that the browser puts aside, to be shown again, would take its engine with it, and the locks and the database that the next page
 * needs. So the engine ends with the page; a record that was not on disk within the last moment is lost, an act never.
 */
function own(worker: Worker): NonNullable<typeof engine> {
  addEventListener("pagehide", () => worker.terminate());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  return { remote: connectPane(worker), post: (message, transfer) => worker.postMessage(message, transfer) };
}

const connectPane = (channel: Channel): Remote<Pane> =>
  connect<Pane, PaneEvent>(channel, {
    deadline: ENGINE_DEADLINE,
    patient: ["resetWorld", "restore"],
    onEvent: hearPane,
  });

let becoming: Promise<void> | null = null;

/** Without SharedWorker one tab runs the engine; this waits until it is this one. */
function becomeTheTab(): Promise<void> {
  return new Promise((resolve) => {
    const name = `keyglass-tab-${starters.build}`;
    const keep = (): Promise<void> => {
      resolve();
      return new Promise(() => {}); // held until the tab closes
    };
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock !== null) return keep();
      changeSession({ status: "elsewhere" });
      void navigator.locks.request(name, keep);
      return undefined;
    });
  });
}

/** The engine holds this lock alone for as long as it lives, so being granted a share of it tells that it died. */
async function watchForDeath(remote: Remote<Pane>): Promise<void> {
  const name = `keyglass-engine-${starters.build}`;
  if (navigator.locks === undefined) return;
  // An engine that has just begun may answer before it holds its lock; one that does not take it in this time is no more.
  for (let looks = 0; looks < LOCK_LOOKS.most && (await isFree(name)); looks++) await pause(LOCK_LOOKS.every);
  await navigator.locks.request(name, { mode: "shared" }, () => undefined);
  if (engine?.remote !== remote) return;
  engine = null;
  changeSession({ status: "restarting", ended: "engine", restarts: readSession().restarts + 1 });
  remote.close("The engine ended.");
  if (mayRestart()) await startEngine();
  else fail(new Error("It ended again and again."));
}

const isFree = (name: string): Promise<boolean> =>
  navigator.locks.request(name, { mode: "shared", ifAvailable: true }, (lock) => lock !== null);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function mayRestart(): boolean {
  const now = performance.now();
  restartTimes.push(now);
  return restartTimes.filter((time) => now - time < RESTARTS.within).length <= RESTARTS.most;
}

class ApplicationLost extends Error {
  override readonly name = "ApplicationLost";
}

/** Who was asked has ended: that is told where it is noticed. */
function failUnlessEnded(error: unknown): void {
  if (!(error instanceof Error && error.name === "Disconnected")) fail(error);
}

function fail(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  changeSession({ status: "failed", fault: { name, message } });
}

/** After `WorldLost`: puts the default content in place of the world that is gone, and opens it. */
export async function resetLostWorld(): Promise<void> {
  if (engine === null) return;
  changeSession({ status: "starting", fault: null });
  try {
    const { face } = engine.remote;
    const id = wanted.world ?? (await face.worlds())[0]?.id;
    if (id !== undefined) await face.resetWorld(id);
    await settle(true);
    await application.face.wipe();
  } catch (error) {
    failUnlessEnded(error);
  }
}

/* ---- the seat ---- */

let wanted: SeatSearch = {};
let settling: Promise<void> | null = null;
let unsettled = false;
let reopen = false;

/** Takes the seat that the URL names. The seat shown (`useSeat`) changes when the application sits there, not earlier. */
export function takeSeat(search: SeatSearch): void {
  wanted = search;
  if (engine !== null && readSession().status !== "failed") void settle(false).catch(failUnlessEnded);
}

/** One change of seat at a time; the last one asked for wins. */
function settle(fresh: boolean): Promise<void> {
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

async function sitDown(search: SeatSearch, again: boolean): Promise<void> {
  const before = readSession();
  const asked = search.world ?? defaultWorld;
  const moved = before.world === null || asked !== before.world.id;
  const world =
    again || moved
      ? await openWorld(search.world ?? null, moved && before.world !== null)
      : (readSession().world ?? before.world);
  if (world === null) return;
  const asks = seatOf(world, search);
  // The same seat stays the same object: nothing is drawn again for it.
  const seat = before.seat !== null && sameSeat(before.seat, asks) ? before.seat : asks;
  if (again || moved || !sameSeat(before.seat, seat)) seated = application.face.sit(seat);
  // Before the first seat nothing is shown in another one, and whoever asks the application waits until it sits.
  if (before.seat === null) seated.catch(failUnlessEnded);
  else await seated;
  if (engine === null) return;
  const known =
    before.session !== null && !again && !moved
      ? before.session
      : { pane: engine.remote.face as Pane, application: sittingFace };
  changeSession({
    status: "ready",
    fault: null,
    seat,
    session: known,
    ...(moved || again ? { world, ...clockOf(world.clock) } : {}),
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

/** The application's face as pages use it: every question waits until the application sits. */
const sittingFace: ApplicationFace = new Proxy({} as ApplicationFace, {
  get: (_, method: string) => {
    if (method === "then") return undefined;
    return async (...args: unknown[]): Promise<unknown> => {
      await seated;
      const ask = application.face[method as keyof ApplicationFace] as (...args: unknown[]) => Promise<unknown>;
      return ask(...args);
    };
  },
});

/* ---- what is heard ---- */

const seen = { acts: -1, calls: -1 };

function hearPane(event: PaneEvent): void {
  const { world } = readSession();
  if (world === null || event.world !== world.id) return;
  if (event.event === "clock") {
    changeSession({ clock: { now: event.now, rate: event.rate, at: performance.now() } });
    refreshWorld();
  } else if (event.event === "storage") changeSession({ world: { ...world, storage: event.storage } });
  else if (event.event === "changed") {
    const changed = new Set<Topic>(event.tables);
    if (event.acts !== seen.acts) changed.add("acts");
    if (event.calls !== seen.calls) changed.add("calls");
    Object.assign(seen, { acts: event.acts, calls: event.calls });
    if (changed.has("acts")) refreshWorld();
    topics.emit(changed);
  } else if (event.event === "reset") afterReset().catch(failUnlessEnded);
  else if (event.event === "deleted") afterDeletion();
  paneEvents.emit(event);
}

function hearApplication(event: ApplicationEvent): void {
  if (event.event === "artefacts") topics.emit(new Set(["artefacts"]));
  // A run that goes on is told by its moments; whoever lists runs asks again when one has ended.
  if (event.event === "moment" && event.run.outcome !== "running") topics.emit(new Set(["moment"]));
  applicationEvents.emit(event);
}

/** The world was reset, here or in another tab: its disk is empty and its keys are others. */
async function afterReset(): Promise<void> {
  const { seat, session } = readSession();
  if (seat === null || session === null) return;
  seated = application.face.sit(seat satisfies Seat);
  await seated;
  changeSession({ lastCall: null });
  refreshWorld();
  topics.emit(new Set(["reset"]));
}

/** The open world is gone: another one is opened. The root route takes the id out of the URL. */
function afterDeletion(): void {
  defaultWorld = null;
  changeSession({ world: null, seat: null, status: "opening" });
  takeSeat({});
}

let refreshing: Promise<void> | null = null;
let refreshAgain = false;

/** Asks for the world's view again; while one question is open, one more is kept for after it. */
export function refreshWorld(): void {
  if (refreshing !== null) {
    refreshAgain = true;
    return;
  }
  refreshing = (async () => {
    try {
      const world = await engine?.remote.face.world();
      if (world !== undefined) showWorld(world);
    } catch {
      // The engine ended, or the world is being closed: the next opening brings a view.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    refreshing = null;
    if (refreshAgain) {
      refreshAgain = false;
      refreshWorld();
    }
  })();
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

const clockOf = ({ now, rate }: ClockView): { clock: { now: number; rate: number; at: number } } => ({
  clock: { now, rate, at: performance.now() },
});
