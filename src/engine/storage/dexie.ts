/** A world on this browser's disk, one database each. */
import type { Transaction } from "dexie";
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import { Lane } from "../lane.ts";
import { CALL_STORES, CallStore, pageOf } from "./dexie-calls.ts";
import { Database, PATIENCE_MS, type DatabaseOptions, type SchemaStep } from "./dexie-opener.ts";
import {
  encodeActs,
  encodeTraces,
  readActs,
  rowKey,
  WORLD_STEPS,
  worldDatabase,
  type KeyringRow,
  type MetaRow,
  type RowRecord,
} from "./dexie-schema.ts";
import { asStorageError } from "./errors.ts";
import { encodeRun, KEPT_ACTS } from "./segments.ts";
import {
  StorageError,
  type ActRecord,
  type Batch,
  type CallRecord,
  type NewWorld,
  type StoredWorld,
  type WorldStorage,
} from "./storage.ts";
import type { RowChange } from "./tables.ts";

export { DexieRegistry } from "./registry.ts";

export interface DexieStorageOptions extends DatabaseOptions {
  /** The schema's history; another one is for tests of upgrades. */
  readonly steps?: readonly SchemaStep[];
}

const EVERYTHING = ["meta", "rows", "acts", ...CALL_STORES];
/** A whole world is written or read within this time: 100,000 keys take some 10 s to write, 1 to 2 s to read. */
const WHOLE_WORLD_MS = 120_000;
/** Rows read at once: one message between processes holds them. */
const ROWS_AT_ONCE = 20_000;

export class DexieStorage implements WorldStorage {
  readonly kind = "durable";
  readonly #database: Database;
  readonly #calls = new CallStore();
  readonly #listeners: ((reason: string, error: StorageError) => void)[] = [];
  /** The world's row as this engine last wrote or read it. */
  #meta: MetaRow | null = null;
  /** One transaction after the other, so that the index in memory and the stores never disagree. */
  readonly #lane = new Lane();
  #merging = false;
  #told = false;

  constructor(world: string, options: DexieStorageOptions = {}) {
    this.#database = new Database(worldDatabase(world), options.steps ?? WORLD_STEPS, options);
    this.#database.onClosed((error) => {
      if (error === null) this.#lookAgain();
      else this.#tell(error);
    });
  }

  load(may: "create" | "exist" = "exist"): Promise<StoredWorld | null> {
    return this.#lane.inTurn(async () => {
      this.#database.reopen();
      if (!(await this.#database.open(may))) return null;
      const stored = await this.#database.transact("rw", EVERYTHING, WHOLE_WORLD_MS, (transaction) =>
        this.#read(transaction),
      );
      if (stored === null) return null;
      this.#meta = stored.meta;
      this.#calls.opened(stored.runs);
      const { epoch, lastAct, lastCall, clock } = stored.meta;
      return { epoch, keyring: stored.keyring, rows: stored.rows, lastAct, lastCall, clock, acts: stored.acts };
    });
  }

  create({ epoch, keyring, rows, clock }: NewWorld): Promise<void> {
    return this.#lane.inTurn(async () => {
      // After a loss this is the way back; nobody else can have the store, for every other engine has lost it too.
      if (this.#database.gone?.failure === "Lost") this.#database.reopen();
      await this.#database.open("create");
      const meta: MetaRow = { id: "world", epoch, writes: 0, lastAct: 0, lastCall: 0, clock };
      await this.#database.transact("rw", EVERYTHING, WHOLE_WORLD_MS, (transaction) => {
        const keyringRow: KeyringRow = { id: "keyring", keyring };
        const records: RowRecord[] = rows.map(({ table, row }) => ({ table, row }));
        return Promise.all([
          ...EVERYTHING.map((store) => transaction.table(store).clear()),
          transaction.table("meta").bulkPut([meta, keyringRow]),
          transaction.table("rows").bulkPut(
            records,
            records.map(({ table, row }) => rowKey(table, row.id)),
          ),
        ]);
      });
      this.#meta = meta;
      this.#told = false;
      this.#calls.opened([]);
    });
  }

  async commit(batch: Batch): Promise<void> {
    // All text is made before the transaction begins, so that it is as short as it can be.
    const acts = encodeActs(batch.acts);
    const run = batch.calls.length === 0 ? null : encodeRun(batch.calls);
    const traces = encodeTraces([...batch.calls.flatMap(({ trace }) => trace ?? []), ...(batch.traces ?? [])]);
    await this.#write(["rows", "acts", ...CALL_STORES], {
      after: (meta) => ({
        ...meta,
        lastAct: batch.acts.at(-1)?.seq ?? meta.lastAct,
        lastCall: Math.max(meta.lastCall, run?.to ?? 0),
        clock: batch.clock,
      }),
      work: (transaction) =>
        Promise.all([
          ...putRows(transaction, batch.changes),
          ...acts.map((run) => transaction.table("acts").put(run)),
          ...this.#calls.put(transaction, run, traces),
        ]),
      done: () => this.#calls.wrote(run),
    });
    this.#merge();
  }

  append(batch: Batch): Promise<void> {
    return this.commit(batch);
  }

  async callsPage(
    filter: CallFilter,
    before: number,
    limit: number,
  ): Promise<{ readonly items: readonly CallSummary[]; readonly scanned: number }> {
    const { runs, first, texts } = await this.#lane.inTurn(() => {
      const plan = this.#calls.plan(filter, before, limit);
      return this.#own("r", ["meta", "tail", "summaries"], async (transaction) => ({
        ...plan,
        texts: await this.#calls.texts(transaction, plan.runs),
      }));
    });
    const items = pageOf(runs, texts, filter, before, limit);
    const scanned = items.length === limit ? items.at(-1)?.seq : first ? 0 : runs[0]?.from;
    return { items, scanned: scanned ?? 0 };
  }

  async callById(id: string): Promise<CallRecord | null> {
    return this.#lane.inTurn(() =>
      this.#own("r", ["meta", ...CALL_STORES], (transaction) => this.#calls.find(transaction, id)),
    );
  }

  async actsPage(before: number, limit: number): Promise<readonly ActRecord[]> {
    const acts = await this.#lane.inTurn(() => {
      const end = Math.min(before, (this.#meta?.lastAct ?? 0) + 1);
      return this.#own("r", ["meta", "acts"], (transaction) => readActs(transaction, end - limit, end));
    });
    return acts.toReversed();
  }

  pin(ids: readonly string[]): Promise<void> {
    return this.#write(CALL_STORES, { work: (transaction) => this.#calls.pin(transaction, ids) });
  }

  destroy(): Promise<void> {
    return this.#lane.inTurn(async () => {
      await this.#database.delete();
      this.#meta = null;
      this.#database.reopen();
    });
  }

  close(): void {
    this.#database.close();
  }

  onLost(listener: (reason: string, error: StorageError) => void): void {
    this.#listeners.push(listener);
  }

  /* ---- transactions ---- */

  async #read(transaction: Transaction) {
    const found = (await transaction.table("meta").bulkGet(["world", "keyring"])) as [
      MetaRow | undefined,
      KeyringRow | undefined,
    ];
    const [meta, keyring] = found;
    if (meta === undefined || keyring === undefined) return null;
    // Whoever opens a world last has it: an engine that still holds it notices by the count at its next write.
    const taken: MetaRow = { ...meta, writes: meta.writes + 1 };
    void transaction.table("meta").put(taken);
    const rows: RowRecord[] = [];
    for (let last = ""; ;) {
      const some = await transaction
        .table<RowRecord, string>("rows")
        .where(":id")
        .above(last)
        .limit(ROWS_AT_ONCE)
        .toArray();
      for (const record of some) rows.push(record);
      const end = some.at(-1);
      if (some.length < ROWS_AT_ONCE || end === undefined) break;
      last = rowKey(end.table, end.row.id);
    }
    const acts = await readActs(transaction, meta.lastAct - KEPT_ACTS + 1, meta.lastAct + 1);
    return { meta: taken, keyring: keyring.keyring, rows, acts, runs: await this.#calls.entries(transaction) };
  }

  /** A transaction that writes. The world's row is checked first and written with it, so that nobody else's work is overwritten. */
  #write<R>(stores: readonly string[], { work, after, done }: Write<R>): Promise<void> {
    return this.#lane.inTurn(async () => {
      const before = this.#known();
      const next: MetaRow = { ...(after?.(before) ?? before), writes: before.writes + 1 };
      const write = async (transaction: Transaction): Promise<{ made: R } | null> => {
        const [made] = await Promise.all([work(transaction), transaction.table("meta").put(next)]);
        return { made };
      };
      const result = await this.#own("rw", ["meta", ...stores], write, { row: next, answer: null });
      this.#meta = next;
      if (result !== null) done?.(result.made);
      else
        this.#calls.opened(
          await this.#own("r", ["meta", ...CALL_STORES], (transaction) => this.#calls.entries(transaction)),
        );
    });
  }

  /**
   * A transaction over a world that is still ours. When a first try died on the way and the world's row is already `landed.row`, that
   * try was completed after all: nothing is done again, and `landed.answer` is the answer.
   */
  async #own<R>(
    mode: "r" | "rw",
    stores: readonly string[],
    work: (transaction: Transaction) => PromiseLike<R>,
    landed?: { readonly row: MetaRow; readonly answer: R },
  ): Promise<R> {
    const known = this.#known();
    try {
      return await this.#database.transact(mode, stores, PATIENCE_MS, async (transaction, again) => {
        const stored = await transaction.table<MetaRow>("meta").get("world");
        if (stored === undefined || stored.epoch !== known.epoch) {
          throw new StorageError("Lost", "The world is gone from this browser's storage.");
        }
        if (stored.writes === known.writes) return work(transaction);
        if (again && landed !== undefined && sameRow(stored, landed.row)) return landed.answer;
        throw new StorageError("Closed", "Another engine has taken this world over.");
      });
    } catch (error) {
      const failure = asStorageError(error);
      if (failure.failure === "Lost" || failure.failure === "Closed") {
        this.#database.close(failure);
        this.#tell(failure);
      }
      throw failure;
    }
  }

  #known(): MetaRow {
    if (this.#meta === null)
      throw this.#database.gone ?? new StorageError("Closed", "No world has been loaded from this storage.");
    return this.#meta;
  }

  /** Small runs of calls become a segment, in a transaction of its own that nobody waits for. */
  #merge(): void {
    if (this.#merging) return;
    const small = this.#calls.mergeable();
    if (small === null) return;
    this.#merging = true;
    const stores = ["tail", "segments", "summaries", "audits"];
    // It is tried again after the next write; a failure that matters has been told by then.
    void this.#write(stores, {
      work: (transaction) => this.#calls.merge(transaction, small),
      done: (run) => this.#calls.merged(small, run),
    })
      .catch(() => {})
      .finally(() => {
        this.#merging = false;
      });
  }

  /** The browser closed the connection by itself: finds out at once whether it also took the world. */
  #lookAgain(): void {
    if (this.#meta === null) return;
    this.#lane
      .inTurn(() => this.#own("r", ["meta"], async () => {}))
      .catch(() => {
        // Told by then.
      });
  }

  /** Once only: what ended it first is what there is to say. */
  #tell(error: StorageError): void {
    if (this.#told) return;
    this.#told = true;
    for (const listener of this.#listeners) listener(error.message, error);
  }
}

interface Write<R> {
  readonly work: (transaction: Transaction) => PromiseLike<R>;
  /** The world's row after it, from the one before; only `writes` counts on by itself. */
  readonly after?: (meta: MetaRow) => MetaRow;
  /** The transaction is complete: memory may follow. */
  readonly done?: (result: R) => void;
}

const sameRow = (a: MetaRow, b: MetaRow): boolean =>
  a.writes === b.writes && a.lastAct === b.lastAct && a.lastCall === b.lastCall && a.clock === b.clock;

function putRows(transaction: Transaction, changes: readonly RowChange[]): PromiseLike<unknown>[] {
  const rows = transaction.table<RowRecord, string>("rows");
  const kept = changes.flatMap(({ table, key, after }) =>
    after === null ? [] : { key: rowKey(table, key), record: { table, row: after } },
  );
  const gone = changes.flatMap(({ table, key, after }) => (after === null ? rowKey(table, key) : []));
  const requests: PromiseLike<unknown>[] = [];
  if (kept.length > 0) {
    requests.push(
      rows.bulkPut(
        kept.map(({ record }) => record),
        kept.map(({ key }) => key),
      ),
    );
  }
  if (gone.length > 0) requests.push(rows.bulkDelete(gone));
  return requests;
}
