/** Kills at random points. `npm run drill` runs it whole; the unit tests run a small part of it. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { FaultyIndexedDB } from "../testing/faulty-indexeddb.ts";
import { DexieStorage } from "./dexie.ts";
import { Journal } from "./journal.ts";
import { MemoryState } from "./state.ts";
import type { ActRecord, FinishedCall, StoredWorld } from "./storage.ts";
import type { RowChange } from "./tables.ts";
import { committed } from "../testing/committed.ts";

const KILLS = process.env["KEYGLASS_DRILL"] === "whole" ? 150 : 25;

const timers = {
  set: (run: () => void, ms: number): unknown => setTimeout(run, ms),
  clear: (timer: unknown): void => clearTimeout(timer as NodeJS.Timeout),
};
/** The journal's time runs fast, so that its grouped records take part; the database's patience does not. */
const fast = { ...timers, set: (run: () => void, ms: number): unknown => setTimeout(run, ms / 50) };

/** Random enough, and the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function call(operation: string, id: string): FinishedCall {
  const summary = { id, operation, keys: [], error: null, principalArn: null } as unknown as FinishedCall["summary"];
  return {
    summary,
    audit: () => ({ requestID: id }),
    trace: () => ({ changes: [] }) as unknown as ReturnType<FinishedCall["trace"]>,
  };
}

interface Acknowledged {
  readonly seq: number;
  readonly request: string;
}

/** One life of an engine: opens the world, works until it is killed. */
async function live(
  faults: FaultyIndexedDB,
  roll: (sides: number) => number,
  generation: number,
  acknowledged: Acknowledged[],
): Promise<void> {
  const storage = new DexieStorage("w", { indexedDB: faults.factory, IDBKeyRange, timers });
  const stored = (await storage.load()) as StoredWorld;
  check(stored, await allCalls(storage), acknowledged);
  const state = new MemoryState();
  state.apply(stored.rows.map(({ table, row }) => ({ table, key: row.id, before: null, after: row })));
  const journal = new Journal({
    storage,
    state,
    timers: fast,
    lastAct: stored.lastAct,
    lastCall: stored.lastCall,
    clock: () => 0,
    durable: () => {},
    undone: () => {},
    trouble: () => {},
    bug: (error) => {
      throw error;
    },
  });
  const calls = faults.calls + 10 + roll(400);
  const pending: Promise<unknown>[] = [];
  for (let n = 0; faults.calls < calls; n++) {
    const request = `${generation}-${n}`;
    // Every act writes two rows, so that a torn one would show.
    const changes = [set(state, `left-${roll(20)}`, request), set(state, `right-${request}`, request)];
    const act: Omit<ActRecord, "seq"> = {
      at: 0,
      name: "Put",
      who: "role Admin",
      input: { request },
      of: null,
      changes,
    };
    const done = committed(journal, act, call("Put", request)).then((seq) => acknowledged.push({ seq, request }));
    pending.push(done.catch(() => null));
    for (let reads = roll(30); reads > 0; reads--) journal.log(call("Encrypt", `${request}-${reads}`));
    if (roll(3) === 0) await done.catch(() => null);
    else if (roll(2) === 0) await new Promise((resolve) => void setImmediate(resolve));
    if (journal.stopped !== null) break;
  }
  // No flush, no close: gone in the middle of whatever it was doing. The dead cannot acknowledge.
  faults.kill();
  const died = acknowledged.length;
  storage.close();
  await Promise.all(pending);
  acknowledged.length = died;
}

const set = (state: MemoryState, id: string, name: string): RowChange => ({
  table: "accounts",
  key: id,
  before: state.get("accounts", id) ?? null,
  after: { id, name },
});

async function allCalls(storage: DexieStorage): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let before = Number.MAX_SAFE_INTEGER; before > 0;) {
    const { items, scanned } = await storage.callsPage({}, before, 1_000);
    for (const { id } of items) ids.add(id);
    before = scanned;
  }
  return ids;
}

/** Everything acknowledged is there, and every act that is there is whole: its rows, its record, its call. */
function check(
  { rows, lastAct }: StoredWorld,
  calls: ReadonlySet<string>,
  acknowledged: readonly Acknowledged[],
): void {
  const names = new Set(rows.map(({ row }) => row.id));
  const missing = acknowledged.filter(
    ({ seq, request }) => seq > lastAct || !names.has(`right-${request}`) || !calls.has(request),
  );
  expect(missing).toEqual([]);
  const right = [...names].filter((name) => name.startsWith("right-"));
  expect(right).toHaveLength(lastAct);
  expect(right.filter((name) => !calls.has(name.slice("right-".length)))).toEqual([]);
}

test(`after each of ${KILLS} kills every acknowledged act is there, and none is torn`, async () => {
  const faults = new FaultyIndexedDB(new IDBFactory());
  const first = new DexieStorage("w", { indexedDB: faults.factory, IDBKeyRange, timers });
  await first.create({ epoch: "first", keyring: { keyring: null }, rows: [], clock: 0 });
  first.close();
  const roll = dice(20_261_123);
  const acknowledged: Acknowledged[] = [];
  for (let generation = 0; generation < KILLS; generation++) await live(faults, roll, generation, acknowledged);
  const last = new DexieStorage("w", { indexedDB: faults.factory, IDBKeyRange, timers });
  const stored = (await last.load()) as StoredWorld;
  check(stored, await allCalls(last), acknowledged);
  expect(acknowledged.length).toBeGreaterThan(KILLS * 3);
  // What the log of acts says and what the rows say is one story.
  const replayed = new Map<string, unknown>();
  const acts = (await last.actsPage(Number.MAX_SAFE_INTEGER, stored.lastAct)).toReversed();
  expect(acts.map(({ seq }) => seq)).toEqual(Array.from({ length: stored.lastAct }, (_, i) => i + 1));
  for (const { changes } of acts) for (const { key, after } of changes) replayed.set(key, after);
  expect(new Map(stored.rows.map(({ row }) => [row.id, row]))).toEqual(replayed);
});
