import { Dexie } from "dexie";
import { forceCloseDatabase, IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import { FaultyIndexedDB } from "../testing/faulty-indexeddb.ts";
import { DexieRegistry, DexieStorage } from "./dexie.ts";
import type { SchemaStep } from "./dexie-opener.ts";
import { WORLD_STEPS } from "./dexie-schema.ts";
import { MemoryRegistry } from "../testing/memory-registry.ts";
import { MemoryDisk, MemoryStorage } from "./memory.ts";
import {
  StorageError,
  type ActRecord,
  type Batch,
  type CallRecord,
  type NewWorld,
  type WorldStorage,
} from "./storage.ts";
import type { Row, RowChange } from "./tables.ts";

const put = (id: string, name: string): RowChange => ({
  table: "accounts",
  key: id,
  before: null,
  after: { id, name },
});
const drop = (id: string): RowChange => ({ table: "accounts", key: id, before: null, after: null });
const act = (seq: number, ...changes: RowChange[]): ActRecord => ({
  seq,
  at: seq,
  name: "Put",
  who: "role Admin",
  input: {},
  of: null,
  changes,
});
function call(seq: number, operation = "Encrypt"): CallRecord {
  const summary = {
    seq,
    id: `request-${seq}`,
    operation,
    keys: ["arn:key"],
    error: null,
    principalArn: "arn:App",
  } as unknown as CallRecord["summary"];
  return {
    summary,
    audit: { eventID: `event-${seq}` },
    trace: { summary, changes: [] } as unknown as NonNullable<CallRecord["trace"]>,
  };
}
const batch = (more: Partial<Batch>): Batch => ({ acts: [], changes: [], calls: [], clock: 1_000, ...more });
/** An act and its call, as the journal writes them. */
const putting = (seq: number, id = `a${seq}`): Batch =>
  batch({ acts: [act(seq, put(id, "x"))], changes: [put(id, "x")], calls: [call(seq)] });
const newWorld = (epoch: string): NewWorld => ({
  epoch,
  keyring: { keyring: { made: "by the vault" } },
  rows: [{ table: "accounts", row: { id: "111122223333", name: "Blue" } }],
  clock: 500,
});
const names = (rows: readonly { readonly row: { readonly id: string } }[]) => rows.map(({ row }) => row.id).toSorted();

const DATABASE = "keyglass-engine-w";
const timers = {
  set: (run: () => void, ms: number): unknown => setTimeout(run, ms),
  clear: (timer: unknown): void => clearTimeout(timer as NodeJS.Timeout),
};

let real: IDBFactory;
let faults: FaultyIndexedDB;
beforeEach(() => {
  real = new IDBFactory();
  faults = new FaultyIndexedDB(real);
});
const openOn = (indexedDB: IDBFactory, steps = WORLD_STEPS): DexieStorage =>
  new DexieStorage("w", { indexedDB, IDBKeyRange, timers, steps });
const dexie = (): DexieStorage => openOn(faults.factory);

async function begun(): Promise<DexieStorage> {
  const storage = dexie();
  await storage.create(newWorld("first"));
  await storage.commit(putting(1));
  return storage;
}

const deleteDatabase = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const request = real.deleteDatabase(DATABASE);
    request.addEventListener("success", resolve);
    request.addEventListener("blocked", () => reject(new Error("blocked")));
  });

/** Both twins promise the same. */
describe.each([
  [
    "in memory",
    () =>
      (
        (disk) => () =>
          new MemoryStorage(disk)
      )(new MemoryDisk()),
    200, // as far back as undo may go
  ],
  ["on disk", () => dexie, 624],
] as const)("a world %s", (_where, begin, kept) => {
  let open: () => WorldStorage;
  let storage: WorldStorage;
  beforeEach(async () => {
    open = begin();
    storage = open();
  });

  test("that never was is null", async () => {
    expect(await storage.load()).toBe(null);
  });

  test("comes back whole when it is opened again", async () => {
    await storage.create(newWorld("first"));
    await storage.commit(
      batch({
        acts: [act(1, put("a", "x"), put("b", "x"))],
        changes: [put("a", "x"), put("b", "x")],
        calls: [call(1, "PutKeyPolicy")],
      }),
    );
    await storage.commit(batch({ acts: [act(2, drop("b"))], changes: [drop("b")], calls: [call(2)], clock: 2_000 }));
    storage.close();
    const again = await open().load();
    expect(again).toMatchObject({
      epoch: "first",
      keyring: { keyring: { made: "by the vault" } },
      lastAct: 2,
      lastCall: 2,
      clock: 2_000,
    });
    expect(names(again?.rows ?? [])).toEqual(["111122223333", "a"]);
    expect(again?.acts).toEqual([act(1, put("a", "x"), put("b", "x")), act(2, drop("b"))]);
  });

  test("answers for its calls and acts", async () => {
    await storage.create(newWorld("first"));
    for (let seq = 1; seq <= 9; seq++) await storage.commit(putting(seq));
    expect((await storage.callsPage({}, 8, 3)).items.map(({ seq }) => seq)).toEqual([7, 6, 5]);
    expect((await storage.callsPage({ operation: "Decrypt" }, 100, 3)).items).toEqual([]);
    expect((await storage.actsPage(100, 3)).map(({ seq }) => seq)).toEqual([9, 8, 7]);
    expect((await storage.actsPage(3, 10)).map(({ seq }) => seq)).toEqual([2, 1]);
    expect(await storage.callById("request-4")).toEqual(call(4));
    expect(await storage.callById("request-99")).toBe(null);
  });

  test("gives acts by the page, however they were grouped: all of them, or those that memory keeps", async () => {
    await storage.create(newWorld("first"));
    let seq = 1;
    for (const size of [1, 300, 2, 64, 1, 256]) {
      await storage.commit(batch({ acts: Array.from({ length: size }, () => act(seq++)) }));
    }
    const found: number[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; before > 1;) {
      const acts = await storage.actsPage(before, 37);
      found.push(...acts.map((each) => each.seq));
      before = acts.at(-1)?.seq ?? 0;
    }
    expect(found).toEqual(Array.from({ length: kept }, (_, i) => 624 - i));
    expect((await open().load())?.acts.map((each) => each.seq)).toEqual(found.slice(0, 200).toReversed());
  });

  test("is replaced whole by a new one", async () => {
    await storage.create(newWorld("first"));
    await storage.commit(putting(1));
    await storage.create(newWorld("second"));
    const again = await open().load();
    expect(again).toMatchObject({ epoch: "second", lastAct: 0, lastCall: 0, acts: [] });
    expect(names(again?.rows ?? [])).toEqual(["111122223333"]);
    expect(
      await open()
        .load()
        .then((world) => world?.epoch),
    ).toBe("second");
  });

  test("refuses the engine that held it once another has opened it", async () => {
    await storage.create(newWorld("first"));
    const told: StorageError[] = [];
    storage.onLost((_reason, error) => told.push(error));
    const other = open();
    await other.load();
    await expect(storage.commit(putting(1))).rejects.toMatchObject({ failure: "Closed" });
    await other.commit(putting(1));
    expect(told.map(({ failure }) => failure)).toEqual(["Closed"]);
  });

  test("replaced under us is lost", async () => {
    await storage.create(newWorld("first"));
    await open().create(newWorld("second"));
    await expect(storage.commit(putting(1))).rejects.toMatchObject({ failure: "Lost" });
  });

  test("destroyed is as if it had never been", async () => {
    await storage.create(newWorld("first"));
    await storage.destroy();
    expect(await open().load()).toBe(null);
    await storage.create(newWorld("second"));
    expect((await open().load())?.epoch).toBe("second");
  });

  test("that is closed refuses", async () => {
    await storage.create(newWorld("first"));
    storage.close();
    await expect(storage.commit(putting(1))).rejects.toMatchObject({ failure: "Closed" });
  });
});

describe("a database that is not there", () => {
  test("is not made by looking for it", async () => {
    expect(await dexie().load()).toBe(null);
    expect(await real.databases()).toEqual([]);
  });
});

describe("a database that is cleared under us", () => {
  test("is noticed at once, before anything more is acknowledged", async () => {
    const storage = await begun();
    const told: string[] = [];
    storage.onLost((_reason, { failure }) => told.push(failure));
    await deleteDatabase();
    expect(told).toEqual(["Lost"]);
    await expect(storage.commit(putting(2))).rejects.toMatchObject({ failure: "Lost" });
    await expect(storage.callsPage({}, 100, 10)).rejects.toMatchObject({ failure: "Lost" });
    expect(await real.databases()).toEqual([]);
    expect(told).toEqual(["Lost"]);
  });

  test("with its connection closed by the browser is noticed at once too", async () => {
    const storage = await begun();
    const told = new Promise((resolve) => storage.onLost((_reason, { failure }) => resolve(failure)));
    // As "Clear site data" in Chromium: the connection is closed by force, the database is gone.
    const [connection] = faults.connections;
    connection?.addEventListener("versionchange", (event) => event.stopImmediatePropagation());
    const deleted = deleteDatabase();
    forceCloseDatabase(connection as never);
    await deleted;
    expect(await told).toBe("Lost");
    await expect(storage.commit(putting(2))).rejects.toMatchObject({ failure: "Lost" });
    expect(await real.databases()).toEqual([]);
  });

  test("and made again, empty, by someone else is lost, not a new empty account", async () => {
    const storage = await begun();
    const [connection] = faults.connections;
    faults.closeAll();
    await deleteDatabase();
    const empty = new Dexie(DATABASE, { indexedDB: real, IDBKeyRange });
    empty.version(1).stores({ ...WORLD_STEPS[0]?.stores });
    await empty.open();
    empty.close();
    expect(connection).toBeDefined();
    await expect(storage.commit(putting(2))).rejects.toMatchObject({ failure: "Lost" });
  });

  test("can be written back from memory", async () => {
    const storage = await begun();
    await deleteDatabase();
    await storage.create({
      ...newWorld("second"),
      rows: [{ table: "accounts", row: { id: "from-memory", name: "x" } }],
    });
    await storage.commit(putting(2));
    storage.close();
    expect(names((await dexie().load())?.rows ?? [])).toEqual(["a2", "from-memory"]);
  });
});

describe("a connection that dies", () => {
  test("is replaced by one new one, without anybody noticing", async () => {
    const storage = await begun();
    faults.closeAll();
    await storage.commit(putting(2));
    faults.closeAll();
    expect((await storage.callById("request-2"))?.summary.seq).toBe(2);
    storage.close();
    expect((await dexie().load())?.lastAct).toBe(2);
  });

  test("after its transaction was completed, and before it could say so, has it written once", async () => {
    const storage = await begun();
    faults.loseNextCompletion();
    await storage.commit(putting(2));
    await storage.commit(putting(3));
    storage.close();
    const again = dexie();
    expect(await again.load()).toMatchObject({ lastAct: 3, lastCall: 3 });
    expect((await again.callsPage({}, 100, 10)).items.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  test("by force is opened again, as long as the world is there", async () => {
    const storage = await begun();
    const told: string[] = [];
    storage.onLost((reason) => told.push(reason));
    for (const connection of faults.connections) forceCloseDatabase(connection as never);
    await storage.commit(putting(2));
    expect(told).toEqual([]);
  });
});

describe("any one call to the database that fails", () => {
  const ERRORS = [
    "UnknownError",
    "InvalidStateError",
    "AbortError",
    "QuotaExceededError",
    "DataCloneError",
    "TransactionInactiveError",
    "TimeoutError",
    "DataError",
  ];

  test.each(ERRORS)(
    "with %s ends in an acknowledgement or a typed error, and what was acknowledged is kept",
    async (error) => {
      // How many calls the work takes when nothing fails.
      const work = async (storage: WorldStorage, from: number) => {
        await storage.commit(putting(from));
        await storage.callsPage({}, 1_000, 10);
        await storage.pin([`request-${from}`]);
      };
      const storage = await begun();
      const before = faults.calls;
      await work(storage, 2);
      const calls = faults.calls - before;
      let acknowledged = 2;
      const failures: string[] = [];
      for (let n = 1; n <= calls; n++) {
        const again = dexie();
        const { lastAct } = (await again.load()) ?? { lastAct: 0 };
        expect(lastAct).toBeGreaterThanOrEqual(acknowledged);
        faults.failAfter(n, error);
        try {
          await again.commit(putting(lastAct + 1));
          acknowledged = lastAct + 1;
          await again.callsPage({}, 1_000, 10);
          await again.pin([`request-${lastAct + 1}`]);
        } catch (thrown) {
          failures.push(thrown instanceof StorageError ? thrown.failure : String(thrown));
        }
        faults.heal();
        again.close();
      }
      const expected = error === "QuotaExceededError" ? "Full" : "Unusable";
      expect(failures.filter((failure) => failure !== expected)).toEqual([]);
      const last = await dexie().load();
      expect(names(last?.rows ?? [])).toHaveLength((last?.lastAct ?? 0) + 1);
    },
  );
});

describe("a database that never answers", () => {
  test("when it is opened ends in an error that says so", async () => {
    await begun();
    faults.silence("open");
    const hurried = new DexieStorage("w", { indexedDB: faults.factory, IDBKeyRange, timers: hurry });
    await expect(hurried.load()).rejects.toMatchObject({
      failure: "Silent",
      message: expect.stringContaining("5 seconds") as string,
    });
  });

  test("when it is written ends in an error, and is not used any more", async () => {
    const storage = new DexieStorage("w", { indexedDB: faults.factory, IDBKeyRange, timers: hurry });
    await storage.create(newWorld("first"));
    const told: string[] = [];
    storage.onLost((_reason, { failure }) => told.push(failure));
    faults.silence("complete");
    await expect(storage.commit(putting(1))).rejects.toMatchObject({ failure: "Silent" });
    faults.heal();
    await expect(storage.commit(putting(1))).rejects.toMatchObject({ failure: "Silent" });
    expect(told).toEqual(["Silent"]);
  });

  /** Time that runs a hundred times as fast. */
  const hurry = { set: (run: () => void, ms: number): unknown => timers.set(run, ms / 100), clear: timers.clear };
});

describe("a newer build", () => {
  const newer: readonly SchemaStep[] = [
    ...WORLD_STEPS,
    {
      version: WORLD_STEPS.length + 1,
      stores: { notes: "id" },
      upgrade: async (transaction) => {
        const runs = await transaction.table<{ from: number }>("acts").toArray();
        await transaction.table("notes").bulkPut(runs.map(({ from }) => ({ id: `act ${from}` })));
      },
    },
  ];

  test("opens what an older one wrote, and keeps all of it", async () => {
    const old = await begun();
    await old.commit(putting(2));
    await old.pin(["request-1"]);
    old.close();
    const upgraded = openOn(faults.factory, newer);
    const world = await upgraded.load();
    expect(world).toMatchObject({ epoch: "first", lastAct: 2, lastCall: 2 });
    expect(names(world?.rows ?? [])).toEqual(["111122223333", "a1", "a2"]);
    expect((await upgraded.callById("request-1"))?.trace).not.toBe(null);
    await upgraded.commit(putting(3));
    upgraded.close();
    const raw = await new Dexie(DATABASE, { indexedDB: real, IDBKeyRange }).open();
    expect((await raw.table<{ id: string }>("notes").toArray()).map(({ id }) => id)).toEqual(["act 1", "act 2"]);
    raw.close();
  });

  test("gives the rows of version 1 the members that came later", async () => {
    const old = openOn(faults.factory, WORLD_STEPS.slice(0, 1));
    const key = { id: "us-east-1/k", multiRegion: false, tags: [] } as unknown as Row;
    const material = { id: "us-east-1/k/00001", wrapped: "" } as unknown as Row;
    const settings = { id: "settings", regions: [] } as unknown as Row;
    const usage = { id: "us-east-1/k", at: 0, operation: "Encrypt", materials: {} } as unknown as Row;
    await old.create({
      ...newWorld("first"),
      rows: [
        { table: "keys", row: key },
        { table: "materials", row: material },
        { table: "settings", row: settings },
        { table: "usage", row: usage },
      ],
    });
    old.close();
    expect((await dexie().load())?.rows).toEqual([
      { table: "keys", row: { ...key, multiRegion: null, customKeyStoreId: null, xksKeyId: null, settles: null } },
      { table: "materials", row: { ...material, publicKey: null, imported: null } },
      { table: "settings", row: { ...settings, throttling: null } },
      { table: "usage", row: { ...usage, requestId: null, eventId: null } },
    ]);
  });

  test("gives principals of version 2 what surrounds them now", async () => {
    const old = openOn(faults.factory, WORLD_STEPS.slice(0, 2));
    const principal = (kind: string): Row =>
      ({ id: `arn:aws:iam::111122223333:${kind}/App`, kind, name: "App", account: "111122223333" }) as unknown as Row;
    await old.create({
      ...newWorld("first"),
      rows: [
        { table: "principals", row: principal("role") },
        { table: "principals", row: principal("user") },
      ],
    });
    old.close();
    const plain = { path: "/", tags: [], managed: [], boundary: null, groups: [], maxSession: 3600 };
    expect((await dexie().load())?.rows).toMatchObject([
      { table: "principals", row: { ...principal("role"), ...plain, trust: { name: "Trust policy", version: 1 } } },
      { table: "principals", row: { ...principal("user"), ...plain, trust: null } },
    ]);
  });

  test("is refused clearly by an older one, which changes nothing", async () => {
    const upgraded = openOn(faults.factory, newer);
    await upgraded.create(newWorld("first"));
    upgraded.close();
    await expect(dexie().load()).rejects.toMatchObject({ failure: "FromTheFuture" });
    await expect(dexie().create(newWorld("second"))).rejects.toMatchObject({ failure: "FromTheFuture" });
    expect((await openOn(faults.factory, newer).load())?.epoch).toBe("first");
  });

  test("makes the older one close at once, and tell so", async () => {
    const old = await begun();
    const told: string[] = [];
    old.onLost((_reason, { failure }) => told.push(failure));
    expect((await openOn(faults.factory, newer).load())?.lastAct).toBe(1);
    expect(told).toEqual(["FromTheFuture"]);
    await expect(old.commit(putting(2))).rejects.toMatchObject({ failure: "FromTheFuture" });
  });
});

describe.each([
  ["in memory", () => new MemoryRegistry()],
  ["on disk", () => new DexieRegistry({ indexedDB: faults.factory, IDBKeyRange, timers })],
] as const)("the registry %s", (_where, begin) => {
  test("lists worlds as they were put, and forgets those removed", async () => {
    const registry = begin();
    expect(await registry.list()).toEqual([]);
    await registry.put({ id: "b", name: "Second", created: 2 });
    await registry.put({ id: "a", name: "First", created: 1 });
    await registry.put({ id: "b", name: "Renamed", created: 2 });
    expect((await registry.list()).map(({ name }) => name)).toEqual(["First", "Renamed"]);
    await registry.remove("a");
    expect((await registry.list()).map(({ id }) => id)).toEqual(["b"]);
  });
});
