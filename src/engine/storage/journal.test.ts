import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { CallFilter } from "#glass/views.ts";
import type { MaterialRow } from "../keys/rows.ts";
import type { AccountRow } from "../world/rows.ts";
import { Journal } from "./journal.ts";
import { FaultyMemory } from "../testing/faulty-memory.ts";
import { MemoryDisk, MemoryStorage } from "./memory.ts";
import { MemoryState } from "./state.ts";
import { StorageError, type ActRecord, type Batch, type FinishedCall, type StorageFailure } from "./storage.ts";
import type { RowChange } from "./tables.ts";
import { committed } from "../testing/committed.ts";

const account = (id: string, name: string): AccountRow => ({ id, name });
const set = (state: MemoryState, id: string, name: string | null): RowChange => ({
  table: "accounts",
  key: id,
  before: state.get("accounts", id) ?? null,
  after: name === null ? null : account(id, name),
});
const act = (name: string, ...changes: RowChange[]): Omit<ActRecord, "seq"> => ({
  at: 0,
  name,
  who: "role Admin",
  input: {},
  of: null,
  changes,
});

let calls = 0;
function call(operation: string, { id = `request-${++calls}` }: { readonly id?: string } = {}): FinishedCall {
  const summary = { id, operation, keys: [], error: null, principalArn: null } as unknown as FinishedCall["summary"];
  return {
    summary,
    audit: () => ({ requestID: id }),
    trace: () => ({ changes: [] }) as unknown as ReturnType<FinishedCall["trace"]>,
  };
}

/** Time that passes when the test says so. */
class Hands {
  now = 0;
  #waiting: { readonly at: number; readonly run: () => void }[] = [];

  set(run: () => void, ms: number): unknown {
    const timer = { at: this.now + ms, run };
    this.#waiting.push(timer);
    return timer;
  }

  clear(timer: unknown): void {
    this.#waiting = this.#waiting.filter((each) => each !== timer);
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const [next] = this.#waiting.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      this.now = next.at;
      this.clear(next);
      next.run();
      await idle();
    }
    this.now = until;
    await idle();
  }
}

/** Everything that can happen without time passing has happened. */
const idle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Remembers what it was told to write. */
class Recorder extends FaultyMemory {
  readonly batches: Batch[] = [];

  override async commit(batch: Batch): Promise<void> {
    await super.commit(batch);
    this.batches.push(batch);
  }
}

async function begin(disk = new MemoryDisk()) {
  const storage = new Recorder(disk);
  const state = new MemoryState();
  const timers = new Hands();
  await storage.create({ epoch: "first", keyring: { keyring: null }, rows: [], clock: 0 });
  const undone: string[] = [];
  const troubles: StorageFailure[] = [];
  const bugs: unknown[] = [];
  const journal = new Journal({
    storage,
    state,
    timers,
    lastAct: 0,
    lastCall: 0,
    clock: () => 77,
    durable: () => {},
    undone: (acts) => undone.push(...acts.map(({ name }) => name)),
    trouble: ({ failure }) => troubles.push(failure),
    bug: (error) => bugs.push(error),
  });
  return { disk, storage, state, timers, journal, undone, troubles, bugs };
}

const rowsOf = (state: MemoryState) =>
  [...state.rows()].map(({ row }) => row).toSorted((a, b) => (a.id < b.id ? -1 : 1));
const rowsOn = (disk: MemoryDisk) =>
  [...(disk.world?.rows.values() ?? [])].map(({ row }) => row).toSorted((a, b) => (a.id < b.id ? -1 : 1));

let world: Awaited<ReturnType<typeof begin>>;
beforeEach(async () => {
  world = await begin();
});

describe("acts", () => {
  test("that arrive together are written together", async () => {
    const { journal, state, storage, disk } = world;
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => committed(journal, act("Put", set(state, `a${i}`, "x")), call("Put"))),
    );
    expect(storage.batches).toHaveLength(1);
    expect(rowsOn(disk)).toEqual(rowsOf(state));
    expect(disk.world?.acts.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test("that arrive while a transaction is in flight share the next one", async () => {
    const { journal, state, storage } = world;
    const release = storage.hold();
    const all = [committed(journal, act("Put", set(state, "first", "x")), null)];
    await idle();
    for (let i = 0; i < 50; i++) all.push(committed(journal, act("Put", set(state, `a${i}`, "x")), null));
    release();
    await Promise.all(all);
    expect(storage.batches.map(({ acts }) => acts.length)).toEqual([1, 50]);
  });

  test("are in memory at once and acknowledged only after their transaction is complete", async () => {
    const { journal, state, storage, disk } = world;
    const release = storage.hold();
    const acknowledged: number[] = [];
    const done = [1, 2, 3].map(async (n) => {
      const seq = await committed(journal, act("Put", set(state, `a${n}`, "x")), null);
      acknowledged.push(seq);
      return disk.world?.lastAct;
    });
    expect(state.get("accounts", "a3")).toEqual(account("a3", "x"));
    await idle();
    expect(acknowledged).toEqual([]);
    expect(disk.world?.lastAct).toBe(0);
    release();
    expect(await Promise.all(done)).toEqual([3, 3, 3]);
    expect(acknowledged).toEqual([1, 2, 3]);
  });

  test("write the net effect on each row", async () => {
    const { journal, state, storage } = world;
    await Promise.all([
      committed(journal, act("Put", set(state, "a", "one")), null),
      committed(journal, act("Put", set(state, "a", "two"), set(state, "b", "x")), null),
      committed(journal, act("Delete", set(state, "b", null)), null),
    ]);
    expect(storage.batches[0]?.changes).toEqual([
      { table: "accounts", key: "a", before: null, after: account("a", "two") },
      { table: "accounts", key: "b", before: null, after: null },
    ]);
  });
});

describe("the act log", () => {
  test("holds no wrapped material, while the row does", async () => {
    const { journal, disk } = world;
    const row: MaterialRow = {
      id: "r/k/00001",
      keyRow: "r/k",
      materialId: "m",
      ordinal: 1,
      publicKey: null,
      imported: null,
      how: "created",
      since: 0,
      wrapped: "c2VhbGVk",
    };
    await committed(journal, act("CreateKey", { table: "materials", key: row.id, before: null, after: row }), null);
    expect(disk.world?.acts[0]?.changes[0]?.after).toEqual({ ...row, wrapped: "" });
    expect(disk.world?.rows.get(`materials ${row.id}`)?.row).toEqual(row);
  });
});

describe("a transaction that fails", () => {
  test("takes its acts and everything queued behind it back, in memory too", async () => {
    const { journal, state, storage, undone } = world;
    await committed(journal, act("Kept", set(state, "a", "one")), null);
    const before = rowsOf(state);
    const release = storage.hold();
    storage.failNext("Unusable");
    const failing = [committed(journal, act("First", set(state, "a", "two"), set(state, "b", "new")), null)];
    await idle();
    failing.push(
      committed(journal, act("Second", set(state, "a", "three")), null),
      committed(journal, act("Third", set(state, "b", null)), null),
    );
    release();
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(outcomes.every((outcome) => outcome.status === "rejected" && outcome.reason instanceof StorageError)).toBe(
      true,
    );
    expect(rowsOf(state)).toEqual(before);
    expect(undone).toEqual(["Third", "Second", "First"]);
  });

  test("does not stop the acts after it, and leaves no gap in their numbers", async () => {
    const { journal, state, storage, disk } = world;
    storage.failNext("Full");
    await expect(committed(journal, act("Lost", set(state, "a", "x")), call("Lost"))).rejects.toMatchObject({
      failure: "Full",
    });
    await committed(journal, act("Kept", set(state, "b", "x")), call("Kept"));
    expect(disk.world?.acts.map(({ seq, name }) => `${seq} ${name}`)).toEqual(["1 Kept"]);
    expect(rowsOn(disk)).toEqual(rowsOf(state));
    expect((await journal.callsPage({}, null, 10)).items.map(({ operation }) => operation)).toEqual(["Kept"]);
  });

  test("for want of room is tried again with the acts alone, which matter more than the records that wait", async () => {
    const { journal, state, storage, disk, timers } = world;
    journal.log(call("Encrypt"));
    storage.failNext("Full");
    await committed(journal, act("Put", set(state, "a", "x")), call("Put"));
    expect(disk.world?.calls.map(({ summary }) => summary.operation)).toEqual(["Put"]);
    await timers.pass(60_000);
    expect(disk.world?.calls.map(({ summary }) => summary.operation)).toEqual(["Encrypt", "Put"]);
  });

  test("leaves memory exactly what the disk holds, whatever fails and whenever", async () => {
    const step = fc.record({
      keys: fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.option(fc.constantFrom("x", "y", "z"))), {
        minLength: 1,
        maxLength: 3,
      }),
      fails: fc.boolean(),
      breathe: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { journal, state, storage, disk } = await begin();
        const acknowledged: string[] = [];
        const all: Promise<unknown>[] = [];
        for (const [n, { keys, fails, breathe }] of steps.entries()) {
          if (fails) storage.failNext("Unusable");
          const changes: RowChange[] = [];
          for (const [key, value] of new Map(keys)) changes.push(set(state, key, value));
          all.push(
            committed(journal, act(`${n}`, ...changes), null).then(
              () => acknowledged.push(`${n}`),
              () => null,
            ),
          );
          if (breathe) await idle();
        }
        await Promise.all(all);
        expect(rowsOf(state)).toEqual(rowsOn(disk));
        expect(disk.world?.acts.map(({ name }) => name)).toEqual(acknowledged);
      }),
      { numRuns: 60 },
    );
  });
});

describe("settled", () => {
  test("is null when memory says nothing that the disk does not", async () => {
    const { journal, state } = world;
    expect(journal.settled()).toBe(null);
    await committed(journal, act("Put", set(state, "a", "x")), null);
    expect(journal.settled()).toBe(null);
  });

  test("tells a reader whether what it has seen came to be", async () => {
    const { journal, state, storage } = world;
    const kept = committed(journal, act("Put", set(state, "a", "x")), null);
    await expect(journal.settled()).resolves.toBe(true);
    await kept;
    storage.failNext("Unusable");
    const failing = committed(journal, act("Put", set(state, "b", "x")), null).catch(() => null);
    await expect(journal.settled()).resolves.toBe(false);
    await failing;
  });
});

describe("a lost store", () => {
  test("refuses every act until the world has been written back, and keeps in memory what it had acknowledged", async () => {
    const { journal, state, storage, disk } = world;
    await committed(journal, act("Put", set(state, "a", "kept")), null);
    storage.wipe();
    await expect(committed(journal, act("Put", set(state, "b", "x")), null)).rejects.toMatchObject({ failure: "Lost" });
    await expect(committed(journal, act("Put", set(state, "c", "x")), null)).rejects.toMatchObject({ failure: "Lost" });
    expect(rowsOf(state)).toEqual([account("a", "kept")]);

    await storage.create({ epoch: "second", keyring: { keyring: null }, rows: [...state.rows()], clock: 0 });
    journal.restored();
    await committed(journal, act("Put", set(state, "d", "x")), null);
    expect(rowsOn(disk)).toEqual([account("a", "kept"), account("d", "x")]);
  });

  test("does not lose the calls that wait: they join the new store", async () => {
    const { journal, state, storage, disk, timers } = world;
    storage.wipe();
    journal.log(call("Decrypt"));
    await timers.pass(1_000);
    expect(journal.stopped?.failure).toBe("Lost");
    expect((await journal.callsPage({}, null, 10)).items.map(({ operation }) => operation)).toEqual(["Decrypt"]);
    await storage.create({ epoch: "second", keyring: { keyring: null }, rows: [...state.rows()], clock: 0 });
    journal.restored();
    await timers.pass(1_000);
    expect(disk.world?.calls.map(({ summary }) => summary.operation)).toEqual(["Decrypt"]);
  });

  test("taken over by another engine is closed, not lost: nothing may be written back over it", async () => {
    const { journal, state, disk } = world;
    await new MemoryStorage(disk).load();
    await expect(committed(journal, act("Put", set(state, "a", "x")), null)).rejects.toMatchObject({
      failure: "Closed",
    });
  });
});

describe("records of calls", () => {
  test("after a rest are on disk at once, those that follow closely together within 250 ms", async () => {
    const { journal, storage, disk, timers } = world;
    for (let i = 0; i < 300; i++) journal.log(call("Encrypt"));
    await timers.pass(9);
    expect(disk.world?.calls).toEqual([]);
    await timers.pass(1);
    expect(disk.world?.calls).toHaveLength(300);
    for (let i = 0; i < 300; i++) journal.log(call("Encrypt"));
    await timers.pass(239);
    expect(disk.world?.calls).toHaveLength(300);
    await timers.pass(1);
    expect(disk.world?.calls).toHaveLength(600);
    expect(storage.batches).toHaveLength(2);
  });

  test("go along with the next act", async () => {
    const { journal, state, storage, disk } = world;
    journal.log(call("Encrypt"));
    await committed(journal, act("Put", set(state, "a", "x")), call("Put"));
    expect(disk.world?.calls.map(({ summary }) => `${summary.seq} ${summary.operation}`)).toEqual([
      "1 Encrypt",
      "2 Put",
    ]);
    expect(storage.batches).toHaveLength(1);
  });

  test("wait for a store that fails and are tried again, ever more seldom", async () => {
    const { journal, storage, disk, timers, troubles } = world;
    for (let i = 0; i < 3; i++) storage.failNext("Unusable");
    journal.log(call("Encrypt"));
    await timers.pass(10);
    expect(troubles).toHaveLength(1);
    await timers.pass(240);
    await timers.pass(999);
    expect(troubles).toHaveLength(2);
    await timers.pass(1 + 2_000);
    expect(troubles).toHaveLength(3);
    expect(disk.world?.calls).toHaveLength(1);
  });

  test("count use without an act: the newest count is written with them", async () => {
    const { journal, state, storage, timers, disk } = world;
    for (let opened = 1; opened <= 50; opened++) {
      const before = state.get("usage", "k") ?? null;
      journal.note({
        table: "usage",
        key: "k",
        before,
        after: {
          id: "k",
          at: opened,
          operation: "Decrypt",
          requestId: null,
          eventId: null,
          materials: { m: { sealed: 0, opened } },
        },
      });
    }
    await timers.pass(250);
    expect(storage.batches).toHaveLength(1);
    expect(disk.world?.acts).toEqual([]);
    expect(disk.world?.rows.get("usage k")?.row).toMatchObject({ materials: { m: { opened: 50 } } });
  });

  test("in a burst of 10,000 are written in transactions of at most 1,000, without waiting", async () => {
    const { journal, storage, disk, timers } = world;
    for (let i = 0; i < 10_000; i++) {
      journal.log(call("Encrypt"));
      if (i % 500 === 0) await idle();
    }
    await journal.flush();
    await timers.pass(250);
    expect(disk.world?.calls).toHaveLength(10_000);
    expect(Math.max(...storage.batches.map((batch) => batch.calls.length))).toBeLessThanOrEqual(1_000);
  });

  test("have strictly increasing places, acts and reads alike", async () => {
    const { journal, state, disk, timers } = world;
    for (let i = 0; i < 20; i++) {
      journal.log(call("Encrypt"));
      await committed(journal, act("Put", set(state, `a${i}`, "x")), call("Put"));
    }
    await timers.pass(250);
    const seqs = disk.world?.calls.map(({ summary }) => summary.seq) ?? [];
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(40);
  });
});

describe("a record that cannot be told", () => {
  const broken = (operation: string): FinishedCall => {
    const fail = (): never => {
      throw new RangeError(operation);
    };
    return { ...call(operation), audit: fail, trace: fail };
  };

  test("is a bug that is told, and holds up no act, no record and no closing", async () => {
    const { journal, state, disk, timers, troubles, bugs } = world;
    journal.log(broken("Read"));
    journal.log(call("After"));
    await timers.pass(1_000);
    await committed(journal, act("Put", set(state, "a", "x")), broken("Write"));
    await timers.pass(10_000);
    expect(rowsOn(disk)).toEqual(rowsOf(state));
    expect(disk.world?.calls.map(({ summary, audit }) => [summary.operation, audit === null])).toEqual([
      ["Read", true],
      ["After", false],
      ["Write", true],
    ]);
    const told = bugs.length;
    expect(told).toBeGreaterThan(1);
    await journal.close();
    expect(bugs).toHaveLength(told); // once is enough
    expect(troubles).toEqual([]);
  });
});

describe("a page of calls", () => {
  const seqs = async (filter: CallFilter, limit: number) => {
    const found: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Journal["callsPage"]>> = await world.journal.callsPage(filter, cursor, limit);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items.map(({ seq }) => seq));
      cursor = page.next;
    } while (cursor !== null);
    return found;
  };

  test("joins what is on disk with what waits, newest first, each call once", async () => {
    const { journal } = world;
    for (let i = 0; i < 2_500; i++) journal.log(call(i % 3 === 0 ? "Encrypt" : "Decrypt"));
    await journal.flush();
    for (let i = 0; i < 100; i++) journal.log(call("Encrypt"));
    const downwards = Array.from({ length: 2_600 }, (_, i) => 2_600 - i);
    expect(await seqs({}, 70)).toEqual(downwards);
    expect(await seqs({ operation: "Encrypt" }, 70)).toEqual(downwards.filter((seq) => seq > 2_500 || seq % 3 === 1));
  });

  test("loses and doubles nothing while records are on their way", async () => {
    const { journal, storage } = world;
    for (let i = 0; i < 30; i++) journal.log(call("Encrypt"));
    const release = storage.hold();
    const flushed = journal.flush();
    await idle();
    expect(await seqs({}, 7)).toHaveLength(30);
    release();
    await flushed;
    expect(await seqs({}, 7)).toHaveLength(30);
  });

  test("does not show the call of an act that is not durable", async () => {
    const { journal, state, storage } = world;
    const release = storage.hold();
    const written = committed(journal, act("Put", set(state, "a", "x")), call("Put"));
    await idle();
    expect(await seqs({}, 10)).toEqual([]);
    release();
    await written;
    expect(await seqs({}, 10)).toEqual([1]);
  });
});

describe("a whole trace", () => {
  test("is found before and after it is written", async () => {
    const { journal } = world;
    const { id } = journal.log(call("Encrypt"));
    expect((await journal.callById(id))?.trace?.summary.id).toBe(id);
    await journal.flush();
    expect((await journal.callById(id))?.trace?.summary.id).toBe(id);
    expect(await journal.callById("nobody")).toBe(null);
  });

  test("is written with its act", async () => {
    const { journal, state, disk } = world;
    await committed(journal, act("Put", set(state, "a", "x")), call("Put"));
    expect(disk.world?.traces.size).toBe(1);
  });

  test("waits under load, while the last 2,000 stay at hand, and goes to disk when there is time", async () => {
    const { journal, disk, timers } = world;
    const ids: string[] = [];
    for (let tick = 0; tick < 8; tick++) {
      for (let i = 0; i < 2_500; i++) ids.push(journal.log(call("Encrypt")).id);
      await timers.pass(250);
    }
    // Two seconds under load: at most one write of traces a second, and one before the load was noticed.
    expect(disk.world?.calls).toHaveLength(20_000);
    expect(disk.world?.traces.size).toBeLessThanOrEqual(750);
    expect((await journal.callById(ids.at(-1_900) ?? ""))?.trace).not.toBe(null);
    expect((await journal.callById(ids.at(-2_100) ?? ""))?.trace).toBe(null);
    await timers.pass(5_000);
    expect(disk.world?.traces.size).toBeGreaterThanOrEqual(2_000);
  });

  test("that is pinned is written at once", async () => {
    const { journal, disk } = world;
    const { id, seq } = journal.log(call("GenerateDataKey"));
    await journal.pin([id]);
    expect(disk.world?.pinned.has(seq)).toBe(true);
    expect(disk.world?.traces.has(seq)).toBe(true);
  });
});

describe("closing", () => {
  test("writes what waits, and refuses what comes later", async () => {
    const { journal, state, disk } = world;
    journal.log(call("Encrypt"));
    const written = committed(journal, act("Put", set(state, "a", "x")), null);
    await journal.close();
    await written;
    expect(disk.world?.calls).toHaveLength(1);
    await expect(committed(journal, act("Put", set(state, "b", "x")), null)).rejects.toMatchObject({
      failure: "Closed",
    });
    expect(state.get("accounts", "b")).toBe(undefined);
  });

  test("tells by flush when records could not be written", async () => {
    const { journal, storage } = world;
    storage.failNext("Full");
    journal.log(call("Encrypt"));
    await expect(journal.flush()).rejects.toMatchObject({ failure: "Full" });
    await journal.flush();
  });
});
