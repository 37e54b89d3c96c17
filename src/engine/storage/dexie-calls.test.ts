import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CallFilter } from "#glass/views.ts";
import { DexieStorage } from "./dexie.ts";
import type { Entry } from "./segments.ts";
import type { CallRecord } from "./storage.ts";

let indexedDB: IDBFactory;
let storage: DexieStorage;
const open = (): DexieStorage => new DexieStorage("w", { indexedDB, IDBKeyRange });

beforeEach(async () => {
  indexedDB = new IDBFactory();
  storage = open();
  await storage.create({ epoch: "first", keyring: { keyring: null }, rows: [], clock: 0 });
});

const OPERATIONS = ["Encrypt", "Decrypt", "GenerateDataKey"];
function call(seq: number, traced = false): CallRecord {
  const error = seq % 1_000 === 0 ? { name: "AccessDeniedException", message: null } : null;
  const keys = [`arn:aws:kms:us-east-1:111122223333:key/${seq % 10}`];
  const principalArn = `arn:aws:iam::111122223333:role/${seq === 4_711 ? "Rare" : "App"}`;
  const summary = {
    seq,
    id: `request-${seq}`,
    at: seq,
    operation: OPERATIONS[seq % 3],
    keys,
    principalArn,
    error,
  } as unknown as CallRecord["summary"];
  const trace = traced ? ({ summary, hsm: [{ step: "seal" }] } as unknown as NonNullable<CallRecord["trace"]>) : null;
  return {
    summary,
    audit: { eventID: `event-${seq}`, requestParameters: { text: 'commas, [brackets] and "quotes"' } },
    trace,
  };
}

/** Writes calls `from` to `to` in groups of `size`. */
async function write(from: number, to: number, size: number, traced = false): Promise<void> {
  for (let at = from; at <= to; at += size) {
    const calls = Array.from({ length: Math.min(size, to - at + 1) }, (_, i) => call(at + i, traced));
    await storage.append({ acts: [], changes: [], calls, clock: 0 });
  }
}

async function everything(filter: CallFilter = {}, limit = 500): Promise<number[]> {
  const seqs: number[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  while (before > 0) {
    const { items, scanned } = await storage.callsPage(filter, before, limit);
    seqs.push(...items.map(({ seq }) => seq));
    before = scanned;
  }
  return seqs;
}

async function stored<R>(store: string): Promise<R[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("keyglass-engine-w");
    request.addEventListener("success", () => resolve(request.result));
  });
  const rows = await new Promise<R[]>((resolve) => {
    const request = database.transaction(store).objectStore(store).getAll() as IDBRequest<R[]>;
    request.addEventListener("success", () => resolve(request.result));
  });
  database.close();
  return rows;
}

const downFrom = (last: number): number[] => Array.from({ length: last }, (_, i) => last - i);

describe("100,000 calls", () => {
  let written: IDBFactory | null = null;
  beforeEach(async () => {
    // Written once: these tests only read.
    if (written === null) await write(1, 100_000, 1_000);
    else {
      indexedDB = written;
      storage = open();
      await storage.load();
    }
    written = indexedDB;
  });

  test("give any page by opening a segment or two, after a reload too", async () => {
    storage.close();
    storage = open();
    await storage.load();
    const opened = vi.spyOn(JSON, "parse");
    for (const before of [100_001, 70_000, 50_123, 1_001, 7]) {
      opened.mockClear();
      const { items } = await storage.callsPage({}, before, 100);
      expect([before, opened.mock.calls.length <= 2]).toEqual([before, true]);
      expect(items.map(({ seq }) => seq)).toEqual(downFrom(before - 1).slice(0, 100));
    }
    opened.mockRestore();
  });

  test("are found by id, each in one look", async () => {
    for (const seq of [1, 999, 50_000, 100_000]) {
      const found = await storage.callById(`request-${seq}`);
      expect(found).toEqual(call(seq));
    }
    expect(await storage.callById("request-0")).toBe(null);
  });

  test("are filtered in looks of bounded size that together miss nothing", async () => {
    expect(await everything({ result: "error" })).toEqual(Array.from({ length: 100 }, (_, i) => 100_000 - i * 1_000));
    expect(await everything({ principal: "arn:aws:iam::111122223333:role/Rare" })).toEqual([4_711]);
    expect(
      await everything({ operation: "Decrypt", key: "arn:aws:kms:us-east-1:111122223333:key/4", result: "ok" }),
    ).toHaveLength(3_334);
    const { items, scanned } = await storage.callsPage({ principal: "nobody" }, 100_001, 100);
    expect([items.length, scanned]).toEqual([0, 92_001]);
  });
});

describe("small runs", () => {
  test("are merged when they make a segment together, in order and complete", async () => {
    await write(1, 2_550, 30);
    await storage.callsPage({}, 1, 1);
    const segments = await stored<Entry>("segments");
    const tail = await stored<Entry>("tail");
    expect(segments.map(({ from, count }) => [from, count])).toEqual([
      [1, 1_020],
      [1_021, 1_020],
    ]);
    expect(tail.reduce((sum, { count }) => sum + count, 0)).toBe(510);
    expect(await everything()).toEqual(downFrom(2_550));
    expect(await storage.callById("request-777")).toEqual(call(777));
  });

  test("before a large one are closed in, and make a segment of their own", async () => {
    await write(1, 90, 30);
    await write(91, 1_590, 1_500);
    await storage.callsPage({}, 1, 1);
    expect((await stored<Entry>("segments")).map(({ count }) => count)).toEqual([90, 1_500]);
    expect(await stored("tail")).toEqual([]);
    expect(await everything({}, 7)).toEqual(downFrom(1_590));
  });

  test("survive a reload in the middle of it all", async () => {
    for (let round = 0; round < 8; round++) {
      await write(round * 200 + 1, round * 200 + 200, 9);
      storage.close();
      storage = open();
      await storage.load();
    }
    expect(await everything()).toEqual(downFrom(1_600));
  });
});

test("calls that a failing store kept waiting find their place between later ones", async () => {
  const late = [500, 501, 600, 1_200];
  const all = Array.from({ length: 1_600 }, (_, i) => i + 1).filter((seq) => !late.includes(seq));
  for (let at = 0; at < all.length; at += 400) {
    await storage.append({ acts: [], changes: [], calls: all.slice(at, at + 400).map((seq) => call(seq)), clock: 0 });
  }
  for (const seq of late) await storage.append({ acts: [], changes: [], calls: [call(seq)], clock: 0 });
  await write(1_601, 3_000, 100);
  for (const limit of [7, 100, 5_000]) expect(await everything({}, limit)).toEqual(downFrom(3_000));
  expect((await storage.callById("request-600"))?.summary.seq).toBe(600);
  storage.close();
  storage = open();
  expect((await storage.load())?.lastCall).toBe(3_000);
  expect(await everything({}, 33)).toEqual(downFrom(3_000));
});

describe("traces", () => {
  test("of the last 2,000 calls are kept whole, and those that are pinned", async () => {
    await write(1, 1_000, 100, true);
    await storage.pin(["request-3", "request-500", "nobody"]);
    await write(1_001, 5_000, 250, true);
    expect((await storage.callById("request-3"))?.trace).toEqual(call(3, true).trace);
    expect((await storage.callById("request-500"))?.trace).toEqual(call(500, true).trace);
    expect(await storage.callById("request-4")).toEqual(call(4, false));
    expect((await storage.callById("request-3001"))?.trace).toEqual(call(3_001, true).trace);
    const rows = await stored<{ text: string }>("traces");
    const kept = rows.flatMap(({ text }) => JSON.parse(`[${text}]`) as unknown[]);
    expect(kept.length).toBeGreaterThanOrEqual(2_000);
    expect(kept.length).toBeLessThan(2_300);
    expect(rows.length).toBeLessThan(100);
  });

  test("are found among neighbours whose own are missing", async () => {
    const traced = new Set([2, 3, 5, 9, 10, 11]);
    const calls = Array.from({ length: 12 }, (_, i) => call(i + 1, traced.has(i + 1)));
    await storage.append({ acts: [], changes: [], calls, clock: 0 });
    for (const { summary, trace } of calls) expect((await storage.callById(summary.id))?.trace).toEqual(trace);
  });

  test("that an older build wrote one by one are still read", async () => {
    await write(1, 3, 3);
    storage.close();
    const { trace } = call(2, true);
    const raw = await new Dexie("keyglass-engine-w", { indexedDB, IDBKeyRange }).open();
    await raw.table("traces").put({ seq: 2, text: JSON.stringify(trace) });
    raw.close();
    storage = open();
    await storage.load();
    expect((await storage.callById("request-2"))?.trace).toEqual(trace);
    expect((await storage.callById("request-3"))?.trace).toBe(null);
  });

  test("may follow the calls that they belong to", async () => {
    await write(1, 10, 10);
    const { trace } = call(4, true);
    await storage.append({ acts: [], changes: [], calls: [], traces: trace === null ? [] : [trace], clock: 0 });
    expect(await storage.callById("request-4")).toEqual(call(4, true));
  });
});
