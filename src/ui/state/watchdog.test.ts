import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchOver } from "./watchdog.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A worker that does one long piece of work, and may stand still meanwhile. */
function worker() {
  const state = { still: false, seen: true, silent: 0, signs: 0 };
  let finish = (): void => {};
  const face = {
    alive: async (): Promise<void> => {
      state.signs++;
      await new Promise<void>((resolve) => {
        if (!state.still) resolve();
      });
    },
    seal: () => new Promise<void>((resolve) => (finish = resolve)),
    hello: async (): Promise<void> => Promise.resolve(),
  };
  const watched = watchOver(
    face,
    () => state.seen,
    () => state.silent++,
  );
  return { state, watched, finish: () => finish() };
}

test("a worker that stands still while it owes an answer is noticed within eight seconds, once", async () => {
  const { state, watched } = worker();
  await watched.face.hello();
  void watched.face.seal();
  state.still = true;
  await vi.advanceTimersByTimeAsync(8_000);
  expect(state.silent).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.silent).toBe(1);
});

test("a worker that is busy for an hour, but gives signs of life, is left alone", async () => {
  const { state, watched } = worker();
  void watched.face.seal();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(state.silent).toBe(0);
});

test("one missing sign is forgiven", async () => {
  const { state, watched } = worker();
  void watched.face.seal();
  for (let turn = 0; turn < 10; turn++) {
    await vi.advanceTimersByTimeAsync(3_000);
    state.still = !state.still;
  }
  expect(state.silent).toBe(0);
});

test("a worker that owes nothing is not asked for signs", async () => {
  const { state, watched, finish } = worker();
  await watched.face.hello();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.signs).toBe(0);
  const sealing = watched.face.seal();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.signs).toBeGreaterThan(0);
  finish();
  await sealing;
  await vi.advanceTimersByTimeAsync(3_000);
  const { signs } = state;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.signs).toBe(signs);
});

test("silence means nothing while nobody looks, nor before the worker's script has come", async () => {
  const hidden = worker();
  await hidden.watched.face.hello();
  void hidden.watched.face.seal();
  Object.assign(hidden.state, { still: true, seen: false });
  const young = worker();
  young.state.still = true;
  void young.watched.face.seal();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(hidden.state.silent + young.state.silent).toBe(0);
  hidden.state.seen = true;
  await vi.advanceTimersByTimeAsync(9_000);
  expect(hidden.state.silent).toBe(1);
});

test("a page that stood still itself blames nobody", async () => {
  const { state, watched } = worker();
  await watched.face.hello();
  void watched.face.seal();
  state.still = true;
  const timers = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => 2 * timers());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.silent).toBe(0);
  vi.restoreAllMocks();
});

test("a worker that was ended on purpose is not missed", async () => {
  const { state, watched } = worker();
  await watched.face.hello();
  void watched.face.seal();
  state.still = true;
  watched.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.silent).toBe(0);
});
