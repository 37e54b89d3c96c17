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

describe("at the end of its calendar a played clock", () => {
  const END = Date.UTC(2100, 0, 1);

  test("stands still, says so to whoever looks, and can be stopped and set back", async () => {
    const { engine, glass, now, kept, pass, call } = await running();
    const told: unknown[] = [];
    engine.listen((event) => event.event === "clock" && told.push([event.now, event.rate]));
    await glass.setClock({ set: END - DAY_MS });
    await glass.setClock({ rate: 86_400 });
    await pass(900);
    expect(told.at(-1)).toEqual([END - DAY_MS, 86_400]);
    await pass(200);
    expect(told.at(-1)).toEqual([END, 0]);
    await pass(10_000_000);
    expect([await now(), kept()]).toEqual([END, END]);
    expect((await glass.world()).clock.rate).toBe(0);
    expect((await call("ListKeys")).status).toBe(200);
    await glass.setThrottling(1);
    expect((await glass.setClock({ rate: 0 })).clock).toMatchObject({ now: END, rate: 0 });
    await expect(glass.setClock({ advance: 1 })).rejects.toThrow("The simulated calendar runs from 2000 to 2100.");
    await glass.setClock({ set: NOON });
    await glass.setClock({ rate: 1 });
    await pass(1_000);
    expect(await now()).toBe(NOON + 1_000);
  });

  test("brings nothing that would be due after it, and does not look for it again and again", async () => {
    const { glass, pass, call } = await running();
    await glass.setClock({ set: END - DAY_MS });
    const { body } = await call("CreateKey");
    const { KeyId } = body["KeyMetadata"] as unknown as { KeyId: string };
    await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    await glass.setClock({ rate: 86_400 });
    await pass(2_000);
    await pass(60_000);
    expect(vi.getTimerCount()).toBeLessThan(5);
    const described = await call("DescribeKey", { KeyId });
    expect(described.body["KeyMetadata"]).toMatchObject({ KeyState: "PendingDeletion" });
  });
});
