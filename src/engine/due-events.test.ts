import { afterEach, expect, test, vi } from "vitest";
import { DueEvents } from "./due-events.ts";
import { MemoryState } from "./storage/state.ts";
import type { Calendar } from "./world/due.ts";

afterEach(() => vi.useRealTimers());

test("an event that cannot happen is tried again once a second, not as fast as it fails", async () => {
  vi.useFakeTimers();
  let tries = 0;
  const reports: unknown[] = [];
  const due = {
    at: 0,
    happen: () => {
      tries++;
      return Promise.reject(new Error("It cannot happen."));
    },
  };
  const events = new DueEvents({
    state: new MemoryState(),
    calendar: { next: () => due } as unknown as Calendar,
    vault: null as never,
    random: (bytes) => new Uint8Array(bytes),
    uuid: () => "",
    now: () => 1,
    steady: () => Date.now(),
    until: () => 0,
    timers: { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    writable: () => true,
    commit: async () => {},
    report: (error) => reports.push(error),
  });
  events.setAlarm();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThanOrEqual(10);
  expect(reports).toHaveLength(tries);
  // Whoever calls meanwhile does not wait for it, and does not try it sooner.
  await events.keep();
  expect(reports).toHaveLength(tries);
  events.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toHaveLength(tries);
});
