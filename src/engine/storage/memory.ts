/** The in-memory twin of the durable storage: the same promises, kept until the process ends. For the endpoint and for tests. */
import type { CallSummary, CallTrace } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import { KEPT_ACTS, KEPT_TRACES, matches } from "./segments.ts";
import {
  StorageError,
  type ActRecord,
  type Batch,
  type CallRecord,
  type Keyring,
  type NewWorld,
  type StoredWorld,
  type WorldStorage,
} from "./storage.ts";
import type { Row, TableName } from "./tables.ts";

/** A world that lives in memory alone keeps this many calls, and the acts that undo may go back to; a durable one keeps all of them. */
const KEPT_CALLS = 20_000;
/** Trimmed is what is this many times as long as it may be. */
const SLACK = 1.25;

interface Kept {
  epoch: string;
  keyring: Keyring;
  rows: Map<string, { readonly table: TableName; readonly row: Row }>;
  acts: ActRecord[];
  calls: CallRecord[];
  traces: Map<number, CallTrace>;
  pinned: Set<number>;
  lastAct: number;
  lastCall: number;
  clock: number;
  /** Counts transactions: a second opener that wrote is noticed by the first. */
  writes: number;
}

/** What outlives a storage object, as a disk outlives a process. Several storages over one disk are one world opened again. */
export class MemoryDisk {
  world: Kept | null = null;
}

export class MemoryStorage implements WorldStorage {
  readonly kind = "memory";
  readonly #disk: MemoryDisk;
  readonly #listeners: ((reason: string, error: StorageError) => void)[] = [];
  /** The world and the count of writes that this opener knows; null before `load` or `create`. */
  #known: { epoch: string; writes: number } | null = null;
  #ended: StorageError | null = null;

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    this.#disk = disk;
  }

  async load(): Promise<StoredWorld | null> {
    await this.#open();
    const world = this.#disk.world;
    if (world === null) return null;
    // Whoever opens a world last has it, as on disk.
    this.#wrote(world);
    const { epoch, keyring, lastAct, lastCall, clock } = world;
    return {
      epoch,
      keyring,
      lastAct,
      lastCall,
      clock,
      rows: [...world.rows.values()],
      acts: world.acts.slice(-KEPT_ACTS),
    };
  }

  async create({ epoch, keyring, rows, clock }: NewWorld): Promise<void> {
    await this.#open("create");
    this.#disk.world = {
      epoch,
      keyring,
      rows: new Map(rows.map((each) => [nameOf(each.table, each.row.id), each])),
      acts: [],
      calls: [],
      traces: new Map(),
      pinned: new Set(),
      lastAct: 0,
      lastCall: 0,
      clock,
      writes: 0,
    };
    this.#known = { epoch, writes: 0 };
  }

  async commit(batch: Batch): Promise<void> {
    await this.#open();
    const world = this.#own();
    for (const { table, key, after } of batch.changes) {
      if (after === null) world.rows.delete(nameOf(table, key));
      else world.rows.set(nameOf(table, key), { table, row: after });
    }
    for (const act of batch.acts) world.acts.push(act);
    for (const { summary, audit, trace } of batch.calls) {
      insert(world.calls, { summary, audit, trace: null });
      if (trace !== null) world.traces.set(summary.seq, trace);
    }
    for (const trace of batch.traces ?? []) world.traces.set(trace.summary.seq, trace);
    world.lastAct = batch.acts.at(-1)?.seq ?? world.lastAct;
    world.lastCall = world.calls.at(-1)?.summary.seq ?? world.lastCall;
    world.clock = batch.clock;
    this.#wrote(world);
    this.#trim(world);
  }

  append(batch: Batch): Promise<void> {
    return this.commit(batch);
  }

  async callsPage(
    filter: CallFilter,
    before: number,
    limit: number,
  ): Promise<{ items: CallSummary[]; scanned: number }> {
    await this.#open();
    const { calls } = this.#own();
    const items: CallSummary[] = [];
    for (let at = calls.length - 1; at >= 0; at--) {
      const { summary } = calls[at] as CallRecord;
      if (summary.seq >= before || !matches(filter, summary)) continue;
      items.push(summary);
      if (items.length === limit) return { items, scanned: summary.seq };
    }
    return { items, scanned: 0 };
  }

  async callById(id: string): Promise<CallRecord | null> {
    await this.#open();
    const { calls, traces } = this.#own();
    const found = calls.findLast(({ summary }) => summary.id === id);
    return found === undefined ? null : { ...found, trace: traces.get(found.summary.seq) ?? null };
  }

  async actsPage(before: number, limit: number): Promise<readonly ActRecord[]> {
    await this.#open();
    return this.#own()
      .acts.filter(({ seq }) => seq < before)
      .slice(-limit)
      .toReversed();
  }

  async pin(ids: readonly string[]): Promise<void> {
    await this.#open();
    const world = this.#own();
    const wanted = new Set(ids);
    for (const { summary } of world.calls) if (wanted.has(summary.id)) world.pinned.add(summary.seq);
    this.#wrote(world);
  }

  async destroy(): Promise<void> {
    this.#disk.world = null;
    this.#known = null;
  }

  close(): void {
    this.#ended ??= new StorageError("Closed", "This storage was closed.");
  }

  onLost(listener: (reason: string, error: StorageError) => void): void {
    this.#listeners.push(listener);
  }

  /** Stands for the time a transaction takes; then it happens whole, in one step, or fails. A new world may follow a lost one. */
  async #open(what: "any" | "create" = "any"): Promise<void> {
    await Promise.resolve();
    if (what === "create" && this.#ended?.failure === "Lost") this.#ended = null;
    if (this.#ended !== null) throw this.#ended;
  }

  #own(): Kept {
    const world = this.#disk.world;
    const known = this.#known;
    if (known === null) throw new StorageError("Closed", "No world has been loaded from this storage.");
    if (world === null || world.epoch !== known.epoch)
      throw this.#lose(new StorageError("Lost", "The world is gone from this storage."));
    if (world.writes !== known.writes)
      throw this.#lose(new StorageError("Closed", "Another engine has written this world."));
    return world;
  }

  #wrote(world: Kept): void {
    world.writes++;
    this.#known = { epoch: world.epoch, writes: world.writes };
  }

  #lose(error: StorageError): StorageError {
    if (this.#ended === null) for (const listener of this.#listeners) listener(error.message, error);
    this.#ended = error;
    return error;
  }

  #trim(world: Kept): void {
    if (world.acts.length > KEPT_ACTS * SLACK) world.acts.splice(0, world.acts.length - KEPT_ACTS);
    if (world.calls.length > KEPT_CALLS * SLACK) world.calls.splice(0, world.calls.length - KEPT_CALLS);
    if (world.traces.size < KEPT_TRACES * SLACK) return;
    const oldest = world.lastCall - KEPT_TRACES;
    for (const seq of world.traces.keys()) if (seq <= oldest && !world.pinned.has(seq)) world.traces.delete(seq);
  }
}

const nameOf = (table: TableName, key: string): string => `${table} ${key}`;

/** Keeps calls in order of `seq`; nearly always the new one is the last. */
function insert(calls: CallRecord[], call: CallRecord): void {
  let at = calls.length;
  while (at > 0 && (calls[at - 1] as CallRecord).summary.seq > call.summary.seq) at--;
  calls.splice(at, 0, call);
}
