/** The engine that this tab is joined to: the one that all tabs share, or, where that cannot be, the tab's own. */
import type { JoinWire, Pane, PaneEvent, Unfit } from "#glass/pane.ts";
import { connect, type Channel, type Remote } from "#glass/port.ts";
import { changeSession } from "./store.ts";
import { fail } from "./trouble.ts";

export interface EngineStarters {
  readonly build: string;
  /** Starts or joins the engine; null where this browser has no SharedWorker. */
  readonly sharedEngine: (() => SharedWorker) | null;
  readonly ownEngine: () => Worker;
}

interface EngineLine {
  readonly remote: Remote<Pane>;
  readonly post: (message: JoinWire, transfer: Transferable[]) => void;
}

type Listener = (event: PaneEvent) => void;

const DEADLINE = 20_000;
/** How often, and how many times at most, to look whether a new engine holds its lock yet. */
const LOCK_LOOKS = { every: 50, most: 100 };

/** Null while there is none. */
export let engine: EngineLine | null = null;
let becoming: Promise<void> | null = null;

/** Starts the engine or joins it; without SharedWorker it waits until this tab may run one. `onUnfit`: the shared one cannot keep keys, and was left. */
export async function joinEngine(starters: EngineStarters, hear: Listener, onUnfit: () => void): Promise<Remote<Pane>> {
  const { sharedEngine, ownEngine, build } = starters;
  if (sharedEngine === null) await (becoming ??= becomeTheTab(build));
  engine = sharedEngine === null ? own(ownEngine(), hear) : shared(sharedEngine(), hear, onUnfit);
  return engine.remote;
}

/** Leaves this engine, if it is the one that the tab is joined to: its open questions end with `Disconnected`. */
export function leaveEngine(remote: Remote<Pane>, reason: string): boolean {
  if (engine?.remote !== remote) return false;
  engine = null;
  remote.close(reason);
  return true;
}

function shared(worker: SharedWorker, hear: Listener, onUnfit: () => void): EngineLine {
  worker.addEventListener("error", () => fail(new Error("The engine's script did not start.")));
  const remote = connectPane(worker.port, hear);
  worker.port.addEventListener("message", ({ data }) => {
    if ((data as Partial<Unfit> | null)?.event !== "unfit") return;
    if (leaveEngine(remote, "The shared engine cannot keep keys.")) onUnfit();
  });
  return { remote, post: (message, transfer) => worker.port.postMessage(message, transfer) };
}

/**
 * A page that the browser puts aside, to be shown again, would take its engine with it, and the locks and the database that the next page
 * needs. So the engine ends with the page; a record that was not on disk within the last moment is lost, an act never.
 */
function own(worker: Worker, hear: Listener): EngineLine {
  addEventListener("pagehide", () => worker.terminate());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  return {
    remote: connectPane(worker, hear),
    post: (message, transfer) => worker.postMessage(message, transfer),
  };
}

const connectPane = (channel: Channel, onEvent: Listener): Remote<Pane> =>
  connect<Pane, PaneEvent>(channel, { deadline: DEADLINE, patient: ["resetWorld", "restore", "setClock"], onEvent });

/** Without SharedWorker one tab runs the engine; this waits until it is this one. */
function becomeTheTab(build: string): Promise<void> {
  return new Promise((resolve) => {
    const name = `keyglass-tab-${build}`;
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

/**
 * Resolves when the engine has ended; never, where this browser has no locks. The engine holds this lock alone for as long as it lives, so
 * being granted a share of it tells that it died.
 */
export async function engineEnded(build: string): Promise<void> {
  const name = `keyglass-engine-${build}`;
  if (navigator.locks === undefined) return new Promise(() => {});
  // An engine that has just begun may answer before it holds its lock; one that does not take it in this time is no more.
  for (let looks = 0; looks < LOCK_LOOKS.most && (await isFree(name)); looks++) await pause(LOCK_LOOKS.every);
  await navigator.locks.request(name, { mode: "shared" }, () => undefined);
}

const isFree = (name: string): Promise<boolean> =>
  navigator.locks.request(name, { mode: "shared", ifAvailable: true }, (lock) => lock !== null);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
