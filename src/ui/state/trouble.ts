/** What is told when starting comes to nothing, and how often a worker that ended is started again. */
import { changeSession } from "./store.ts";

/** So many restarts within this time mean that the workers cannot stay up. */
const RESTARTS = { most: 4, within: 60_000 };
const restartTimes: number[] = [];

/** Counts a restart. */
export function mayRestart(): boolean {
  const now = performance.now();
  restartTimes.push(now);
  return restartTimes.filter((time) => now - time < RESTARTS.within).length <= RESTARTS.most;
}

export function forgetRestarts(): void {
  restartTimes.length = 0;
}

export class ApplicationLost extends Error {
  override readonly name = "ApplicationLost";
}

export function fail(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  changeSession({ status: "failed", fault: { name, message } });
}

/** Who was asked has ended: that is told where it is noticed. */
export function failUnlessEnded(error: unknown): void {
  if (!(error instanceof Error && error.name === "Disconnected")) fail(error);
}
