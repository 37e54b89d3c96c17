/** The application's worker of this tab: how it starts, how another takes its place, and the face of it that pages ask. */
import type { ApplicationEvent, ApplicationFace } from "#client/face.ts";
import { connect } from "#glass/port.ts";
import { hearApplication } from "./hub.ts";
import { ApplicationLost, fail } from "./trouble.ts";
import { watchOver, type Watched } from "./watchdog.ts";

const DEADLINE = 30_000;

type Application = Watched<ApplicationFace> & { readonly worker: Worker; end(reason: string): void };
/** The one that works now. */
export let application: Application;
/** The application answers nothing before it sits where the page says it sits. */
export let seated: Promise<unknown> = Promise.resolve();

/** Starts a worker, in place of one that there may be. `onSilent`: it stands still. */
export function startApplication(start: () => Worker, onSilent: () => void): void {
  const worker = start();
  const remote = connect<ApplicationFace, ApplicationEvent>(worker, {
    deadline: DEADLINE,
    patient: ["seal", "open", "sit", "wipe"],
    onEvent: (event) => {
      if (application.worker === worker) hearApplication(event);
    },
  });
  const isSeen = (): boolean => !document.hidden;
  const watched = watchOver(remote.face, isSeen, onSilent);
  const end = (reason: string): void => {
    watched.stop();
    worker.terminate();
    remote.close(reason);
  };
  worker.addEventListener("error", ({ message }) => {
    if (application.worker !== worker || watched.lived()) return;
    fail(new ApplicationLost(message || "The application's script did not start."));
  });
  application = { ...watched, worker, end };
}

/** From now on whoever asks the application waits for this. */
export function awaitSeat(sitting: Promise<unknown>): void {
  seated = sitting;
}

/** The application's face as pages use it: every question waits until the application sits. */
export const sittingFace: ApplicationFace = new Proxy({} as ApplicationFace, {
  get: (_, method: string) => {
    if (method === "then") return undefined;
    return async (...args: unknown[]): Promise<unknown> => {
      await seated;
      const ask = application.face[method as keyof ApplicationFace] as (...args: unknown[]) => Promise<unknown>;
      return ask(...args);
    };
  },
});
