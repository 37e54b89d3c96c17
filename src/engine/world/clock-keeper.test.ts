import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryDisk } from "../storage/memory.ts";
import { FaultyMemory } from "../testing/faulty-memory.ts";
import { b64, createTestEngine, NOON } from "../testing/engine.ts";
import { DAY_MS } from "./clock.ts";

afterEach(() => vi.useRealTimers());

/** A world on a disk, with a hand on real time. */
async function running() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const disk = new MemoryDisk();
  const storage = new FaultyMemory(disk);
  const test = await createTestEngine({ storage });
  const { glass } = test.engine;
  return {
    ...test,
    storage,
    glass,
    now: async () => (await glass.world()).clock.now,
    /** World time from which the world would go on if its engine were killed now. */
    kept: () => disk.world?.clock ?? 0,
    pass: async (ms: number): Promise<void> => {
      test.tick(ms);
      await vi.advanceTimersByTimeAsync(ms);
    },
    /** Kills the engine: it gets no word in any more, and another one opens what lies on the disk. */
    killed: async () => (await createTestEngine({ storage: new FaultyMemory(disk), seed: 5 })).engine.glass.world(),
  };
}

describe("a world that is killed at any moment shows no time again that is before one it has shown", () => {
  test.each([
    ["as real time", 1, 30_000],
    ["1 s = 1 hour", 3_600, 2_000 * 3_600],
    ["1 s = 1 day", 86_400, 2_000 * 86_400],
  ])("%s", async (_, rate, lead) => {
    const { glass, now, kept, pass } = await running();
    await glass.setClock({ rate });
    for (let turn = 0; turn < 120; turn++) {
      const shown = await now();
      expect(kept()).toBeGreaterThanOrEqual(shown);
      expect(kept() - shown).toBeLessThanOrEqual(lead);
      await pass(turn % 3 === 0 ? 10 : 333);
    }
  });

  test("also right after it was opened, before anybody called", async () => {
    const { now, kept, pass, killed } = await running();
    await pass(20);
    const shown = await now();
    expect(kept()).toBeGreaterThanOrEqual(shown);
    expect((await killed()).clock.now).toBeGreaterThanOrEqual(shown);
  });

  test("also when the disk takes its time", async () => {
    const { glass, now, kept, pass, storage } = await running();
    await glass.setClock({ rate: 86_400 });
    await pass(600);
    const release = storage.hold();
    for (let turn = 0; turn < 10; turn++) {
      await pass(100);
      expect(kept()).toBeGreaterThanOrEqual(await now());
    }
    release();
  });
});

test("a key that waits 30 days for its end has no more of them left after its engine was killed", async () => {
  const { glass, call, orders, pass, killed } = await running();
  await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 30 });
  await glass.setClock({ rate: 86_400 });
  await pass(9_000);
  const before = (await glass.world()).clock;
  const after = (await killed()).clock;
  expect(before.next?.at).toBe(after.next?.at);
  expect(after.now).toBeGreaterThanOrEqual(before.now);
  expect(after.now - before.now).toBeLessThanOrEqual(2 * DAY_MS);
});

test("left in order, a world goes on from the very moment at which it was left; until then it is kept ahead", async () => {
  const { engine, glass, now, kept, pass, killed } = await running();
  await glass.setClock({ rate: 3_600 });
  await pass(5_000);
  await engine.rest();
  const left = await now();
  expect(kept()).toBe(left);
  await pass(600);
  expect(kept()).toBeGreaterThanOrEqual(await now());
  await engine.rest();
  expect((await killed()).clock.now).toBe(left + 600 * 3_600);
});

test("a clock that stands or was set back is kept as it is", async () => {
  const { glass, call, kept, pass, killed } = await running();
  await glass.setClock({ rate: 0 });
  await call("Encrypt", { KeyId: "alias/orders", Plaintext: b64("x") });
  await pass(20_000);
  expect(kept()).toBe(NOON);
  await glass.setClock({ set: NOON - 9 * DAY_MS });
  expect((await killed()).clock.now).toBe(NOON - 9 * DAY_MS);
});
