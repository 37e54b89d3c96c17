/** Who listens to what the engine and the application say, and which topics a page may ask again about. */
import type { PaneEvent } from "#glass/pane.ts";
import type { ApplicationEvent } from "#client/face.ts";

/** `calls`, `acts`, `artefacts`, `moment`, `reset`, or the name of an engine table such as `keys`. */
export type Topic = "calls" | "acts" | "artefacts" | "moment" | "reset" | (string & {});

type Listener<T> = (value: T) => void;

function channel<T>(): { emit: Listener<T>; listen: (listener: Listener<T>) => () => void } {
  const listeners = new Set<Listener<T>>();
  return {
    emit: (value) => {
      for (const listener of listeners) listener(value);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const paneEvents = channel<PaneEvent>();
export const applicationEvents = channel<ApplicationEvent>();
/** One message names every topic that changed at once, so that a page asks once. */
export const topics = channel<ReadonlySet<Topic>>();

/** Tells what the application said, and what of it pages ask about. */
export function hearApplication(event: ApplicationEvent): void {
  if (event.event === "artefacts") topics.emit(new Set(["artefacts"]));
  // A run that goes on is told by its moments; whoever lists runs asks again when one has ended, or all are gone.
  const ended = event.event === "moment" ? event.run.outcome !== "running" : event.event === "wiped";
  if (ended) topics.emit(new Set(["moment"]));
  applicationEvents.emit(event);
}
