/** One tab's connection: it starts the engine and the application, and again when one of them ends. */
import type { Pane } from "#glass/pane.ts";
import type { Remote } from "#glass/port.ts";
import { application, awaitSeat, seated, startApplication } from "./application-line.ts";
import { engine, engineEnded, joinEngine, leaveEngine, type EngineStarters } from "./engine-line.ts";
import { hearPane } from "./hearing.ts";
import type { SeatSearch } from "./seat.ts";
import { settle, settled, takeSeat } from "./seating.ts";
import { changeSession, readSession, sessionStore } from "./store.ts";
import { ApplicationLost, fail, failUnlessEnded, mayRestart } from "./trouble.ts";

/** What only the composition root may do: start workers. */
export interface Starters extends EngineStarters {
  readonly application: () => Worker;
}

let starters: Starters;

/** Starts both workers and opens the world of the URL. Called once. */
export async function startSession(given: Starters, search: SeatSearch): Promise<void> {
  starters = given;
  takeSeat(search);
  tellTheTime();
  sayGoodbye();
  beginApplication();
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

const beginApplication = (): void => startApplication(starters.application, () => void restartApplication());

/** The open questions of the old one end with `Disconnected`. */
export function replaceApplication(reason: string): void {
  const old = application;
  beginApplication();
  old.end(reason);
}

/** It fell silent: a new one takes the seat of the old, with a wire of its own. */
async function restartApplication(): Promise<void> {
  replaceApplication("The application stopped answering.");
  if (engine === null) return; // the engine's own start seats it
  if (!mayRestart()) return fail(new ApplicationLost("It stopped answering again and again."));
  tellRestart("application");
  // A change of seat that is under way may wait for the old one.
  awaitSeat(settled().then(() => settle(true)));
  await seated.catch(failUnlessEnded);
}

/** Joins the engine and takes the wanted seat. What fails is told by the session's status. */
export async function startEngine(): Promise<void> {
  try {
    const remote = await joinEngine(starters, hearPane, () => void runOnesOwn());
    // Its first answer tells that it lives; the world need not be asked for only then.
    const greeted = remote.face.hello().then(() => void restartWhenEnded(remote));
    await Promise.all([greeted, settle(true)]);
  } catch (error) {
    failUnlessEnded(error);
  }
}

/** From now on as if this browser had no SharedWorker. */
async function runOnesOwn(): Promise<void> {
  starters = { ...starters, sharedEngine: null };
  await startEngine();
}

async function restartWhenEnded(remote: Remote<Pane>): Promise<void> {
  await engineEnded(starters.build);
  if (!leaveEngine(remote, "The engine ended.")) return;
  tellRestart("engine");
  if (mayRestart()) await startEngine();
  else fail(new Error("It ended again and again."));
}

function tellRestart(ended: "engine" | "application"): void {
  changeSession({ status: "restarting", ended, restarts: readSession().restarts + 1 });
}
