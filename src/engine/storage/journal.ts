/**
 * The way of every change from memory to disk. Acts that arrive while a transaction is in flight share the next one (group commit), and
 * each is acknowledged only when its transaction is complete. What fails is undone in memory, with everything that was built upon it.
 */
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter, CallsPage } from "#glass/views.ts";
import { InOrder } from "../in-order.ts";
import { CallLog, type PlacedCall, type Taken } from "./journal-calls.ts";
import { backwards, netEffect, withoutMaterial } from "./journal-changes.ts";
import { MOST_ACTS } from "./segments.ts";
import type { MemoryState } from "./state.ts";
import {
  StorageError,
  type ActRecord,
  type Batch,
  type CallRecord,
  type FinishedCall,
  type Timers,
  type WorldStorage,
} from "./storage.ts";
import type { RowChange } from "./tables.ts";

export interface JournalOptions {
  readonly storage: WorldStorage;
  readonly state: MemoryState;
  /** From the loaded world; 0 for a new one. */
  readonly lastAct: number;
  readonly lastCall: number;
  readonly timers: Timers;
  /** World time as it is to be kept, written with every transaction. */
  clock(): number;
  /** Acts that are now durable, in order. */
  durable(acts: readonly ActRecord[]): void;
  /** Acts that were taken back in memory, newest first; derived things must follow. */
  undone(acts: readonly ActRecord[]): void;
  /** A record of a call could not be told, which is a bug; it is written without what failed. It must not throw. */
  bug(error: unknown): void;
  /** Records could not be written and wait: nobody else hears of that. (Acts tell their own callers.) */
  trouble(error: StorageError): void;
}

/** An act on its way to disk. Memory holds its changes already. */
export interface Enqueued {
  /** The act's own number. */
  readonly seq: number;
  /** Resolves when the act is durable. @throws StorageError when it is not; memory is then as if it had never been. */
  readonly durable: Promise<void>;
}

/** A promise with its two ends. `Promise.withResolvers` is missing in Node 20. */
class Outcome {
  resolve: () => void = () => {};
  reject: (error: StorageError) => void = () => {};
  readonly promise = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

interface Waiting {
  readonly act: ActRecord;
  readonly call: PlacedCall | null;
  readonly outcome: Outcome;
}

/** Records of reads and cryptographic calls wait this long at most; those of a lively time share one transaction. */
const TICK_MS = 250;
/** After a rest the first records go at once: whoever made one call and closes the tab finds it in the log. */
const FIRST_TICK_MS = 10;
/** A failing store is tried again after this long at most. */
const SLOWEST_TICK_MS = 30_000;
/** Looks into storage for one page at most; each sees some thousand calls. */
const MOST_LOOKS = 16;
/** After these no write can succeed before the engine has dealt with it. */
const FINAL = new Set<StorageError["failure"]>(["Lost", "Closed", "FromTheFuture"]);

export class Journal {
  readonly #options: JournalOptions;
  readonly #log: CallLog;
  /** Records of calls that were answered. */
  readonly #coming = new InOrder<FinishedCall>((call) => void this.log(call));
  #queue: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #nextAct: number;
  #running: Promise<void> | null = null;
  /** What the log has to say goes into the next transaction even if no act calls for one. */
  #due = false;
  #wholeLog = false;
  /** How often the clock was touched, and how many of these touches a complete transaction has followed. */
  #touched = 0;
  #clockSaved = 0;
  #troubles = 0;
  #lastTrouble: StorageError | null = null;
  #stopped: StorageError | null = null;
  #tick: { readonly timer: unknown; readonly first: unknown } | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#log = new CallLog(options.lastCall, (error) => options.bug(error));
    this.#nextAct = options.lastAct + 1;
    options.storage.onLost((_reason, error) => {
      this.#stopped ??= error;
    });
  }

  /** Why nothing can be written any more, or null. */
  get stopped(): StorageError | null {
    return this.#stopped;
  }

  /** Acts so far. */
  get acts(): number {
    return this.#nextAct - 1;
  }

  /** Calls that have joined the log so far: that of an act does so once the act is durable. */
  get logged(): number {
    return this.#log.logged;
  }

  /**
   * Applies an act to memory and sends it on its way to disk, in one synchronous step. Whoever computed the changes from an overlay
   * calls this right after it has seen that the overlay is not stale, with no await in between.
   */
  enqueue(act: Omit<ActRecord, "seq">, draft: FinishedCall | null): Enqueued {
    const outcome = new Outcome();
    if (this.#stopped !== null) {
      outcome.reject(this.#stopped);
      return { seq: 0, durable: outcome.promise };
    }
    this.#options.state.apply(act.changes);
    const call = draft === null ? null : this.#log.place(draft);
    const seq = this.#nextAct++;
    this.#queue.push({ act: { seq, ...act }, call, outcome });
    this.#run();
    return { seq, durable: outcome.promise };
  }

  /** A call that changed nothing joins the log; on disk within `TICK_MS`. Never fails. */
  log(draft: FinishedCall): CallSummary {
    const call = this.#log.place(draft);
    this.#log.add(call);
    if (this.#log.full && this.#troubles === 0) this.#becomeDue();
    else this.#schedule();
    return call.summary;
  }

  /**
   * As `log`, of a call that was answered while its record is still being made. It joins the log after those that were recorded before it;
   * whoever looks into the log meanwhile waits. Resolves when it is made, or will never be: whoever makes it hears why.
   */
  record(made: Promise<FinishedCall>): Promise<void> {
    return this.#coming.add(made);
  }

  /** Resolves when all calls that were answered so far are in the log. */
  recorded(): Promise<void> {
    return this.#coming.taken();
  }

  /** A change of a row that counts use: in memory at once, on disk with the next records. No act, no undo. */
  note(change: RowChange): void {
    this.#options.state.apply([change]);
    this.#log.count(change);
    this.#schedule();
  }

  /** Null when nothing is in flight: what memory says is then durable. Otherwise whether all acts so far came to be. */
  settled(): Promise<boolean> | null {
    const last = this.#queue.at(-1) ?? this.#inFlight.at(-1);
    if (last === undefined) return null;
    // One answer serves for all: whatever fails takes everything behind it along.
    return last.outcome.promise.then(
      () => true,
      () => false,
    );
  }

  /**
   * Matching summaries after `cursor`, newest first, whether on disk already or not; the calls of acts only once these are durable.
   * A page may hold fewer than `limit` and still have a next one, when matches are rare. `total` counts all calls of the world.
   */
  async callsPage(filter: CallFilter, cursor: string | null, limit: number): Promise<CallsPage> {
    await this.recorded();
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const { items, below } = this.#log.page(filter, before);
    let scanned = below;
    for (let look = 0; look < MOST_LOOKS && this.#stopped === null && scanned > 1; look++) {
      // Calls that wait may be older than some that are durable: only those at or above `scanned` are in their final place.
      if (items.filter(({ seq }) => seq >= scanned).length >= limit) break;
      const stored = await this.#options.storage.callsPage(filter, scanned, limit);
      const known = new Set(items.map(({ seq }) => seq));
      items.push(...stored.items.filter(({ seq }) => !known.has(seq)));
      scanned = stored.scanned;
    }
    const whole = scanned <= 1 || this.#stopped !== null;
    const ready = items.filter(({ seq }) => whole || seq >= scanned).toSorted((a, b) => b.seq - a.seq);
    const shown = ready.slice(0, limit);
    const next = ready.length > limit ? (shown.at(-1) as CallSummary).seq : whole ? null : Math.min(scanned, before);
    return { items: shown, total: this.#log.last, next: next === null ? null : String(next) };
  }

  async callById(id: string): Promise<CallRecord | null> {
    await this.recorded();
    const waiting = this.#log.byId(id);
    if (waiting !== null || this.#stopped !== null) return waiting;
    const stored = await this.#options.storage.callById(id);
    if (stored === null || stored.trace !== null) return stored;
    return { ...stored, trace: this.#log.trace(stored.summary.seq) };
  }

  /** Durable acts below `before`, newest first. */
  actsPage(before: number, limit: number): Promise<readonly ActRecord[]> {
    return this.#options.storage.actsPage(before, limit);
  }

  /** Keeps the whole traces of these calls for good. */
  async pin(ids: readonly string[]): Promise<void> {
    await this.recorded();
    this.#log.want(ids);
    await this.#settleLog("usual");
    await this.#options.storage.pin(ids);
  }

  /** The world's clock has been set or has run: let the disk know soon, with the next records or without any. */
  touch(): void {
    this.#touched++;
    this.#schedule();
  }

  /** Writes everything that waits. @throws StorageError when records could not be written; acts tell their own callers. */
  flush(): Promise<void> {
    return this.#settleLog("all");
  }

  /** The engine has written the world anew from memory (`storage.create`): acts go on from here. */
  restored(): void {
    this.#stopped = null;
    this.#troubles = 0;
    this.#log.forget();
    this.#schedule();
  }

  /** Writes what waits, as far as that is possible, and closes the storage. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } catch {
      // What waits is lost with a store that fails; that has been told, and acts have rejected on their own.
    }
    this.#stopped ??= new StorageError("Closed", "The world was closed.");
    if (this.#tick !== null)
      for (const timer of [this.#tick.timer, this.#tick.first]) this.#options.timers.clear(timer);
    this.#tick = null;
    this.#options.storage.close();
  }

  /* ---- time ---- */

  #schedule(): void {
    if (this.#tick !== null || this.#stopped !== null) return;
    const wait = Math.min(TICK_MS * 2 ** Math.min(this.#troubles, 10), SLOWEST_TICK_MS);
    const timer = this.#options.timers.set(() => {
      this.#tick = null;
      this.#log.tick();
      if (this.#log.unwritten || this.#log.hasTraces || this.#clockWaits) this.#becomeDue();
      else if (this.#log.restless) this.#schedule();
    }, wait);
    const first = this.#troubles > 0 ? null : this.#options.timers.set(() => this.#becomeDue(), FIRST_TICK_MS);
    this.#tick = { timer, first };
  }

  #becomeDue(): void {
    this.#due = true;
    this.#run();
  }

  async #settleLog(how: "usual" | "all"): Promise<void> {
    await this.recorded();
    while (this.#unsettled(how)) {
      if (this.#stopped !== null) throw this.#stopped;
      const troubles = this.#troubles;
      if (how === "all") this.#wholeLog = true;
      this.#becomeDue();
      await this.#running;
      if (this.#troubles > troubles && this.#lastTrouble !== null) throw this.#lastTrouble;
    }
  }

  get #clockWaits(): boolean {
    return this.#touched > this.#clockSaved;
  }

  #unsettled(how: "usual" | "all"): boolean {
    return (
      this.#queue.length > 0 ||
      this.#inFlight.length > 0 ||
      this.#log.unwritten ||
      this.#clockWaits ||
      (how === "all" && this.#log.hasTraces)
    );
  }

  /* ---- transactions, one at a time ---- */

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
      if (this.#queue.length > 0 || this.#due) this.#run();
      else if (this.#log.restless || this.#clockWaits) this.#schedule();
    });
  }

  async #drain(): Promise<void> {
    // What is enqueued in this same turn still joins the first transaction.
    await Promise.resolve();
    while (this.#stopped === null && (this.#queue.length > 0 || this.#due)) {
      const group = this.#queue.splice(0, MOST_ACTS);
      this.#inFlight = group;
      const failed = await this.#write(group);
      if (failed !== null && group.length > 0) this.#undo(group, failed);
    }
    if (this.#stopped !== null) {
      this.#due = false;
      if (this.#queue.length > 0) this.#undo([], this.#stopped);
    }
  }

  /** One transaction for the group and what the log has. When there is no room for both, the acts alone: they matter more. */
  async #write(group: readonly Waiting[]): Promise<StorageError | null> {
    const withLog = this.#due || this.#troubles === 0;
    this.#due = false;
    const records = group.flatMap(({ call }) => call ?? []);
    const taken = this.#log.take(records, !withLog ? "alone" : this.#wholeLog ? "all" : "usual");
    const failure = await this.#transact(group, taken);
    if (failure === null) {
      if (withLog) this.#calm();
      return null;
    }
    if (group.length === 0 && !FINAL.has(failure.failure)) this.#options.trouble(failure);
    this.#log.unsettle(taken);
    this.#fail(failure);
    if (failure.failure !== "Full" || group.length === 0 || taken.calls.length + taken.traces.length === records.length)
      return failure;
    const alone = await this.#transact(group, this.#log.take(records, "alone"));
    if (alone !== null) this.#fail(alone);
    return alone;
  }

  async #transact(group: readonly Waiting[], taken: Taken): Promise<StorageError | null> {
    const touched = this.#touched;
    let batch: Batch;
    try {
      batch = this.#batch(group, taken);
      if (group.length > 0) await this.#options.storage.commit(batch);
      else await this.#options.storage.append(batch);
    } catch (error) {
      return error instanceof StorageError
        ? error
        : new StorageError("Unusable", "The store failed in an unknown way.", error);
    }
    this.#log.settle(taken);
    this.#clockSaved = touched;
    this.#inFlight = [];
    for (const { outcome } of group) outcome.resolve();
    this.#options.durable(batch.acts);
    return null;
  }

  #batch(group: readonly Waiting[], { calls, traces, counters }: Taken): Batch {
    const counts = counters.map(({ table, key }) => ({
      table,
      key,
      before: null,
      after: this.#options.state.get(table, key) ?? null,
    }));
    const changes = netEffect([...group.flatMap(({ act }) => act.changes), ...counts]);
    return { acts: group.map(({ act }) => withoutMaterial(act)), changes, calls, traces, clock: this.#options.clock() };
  }

  /** Takes back in memory, newest first, what failed and what was queued behind it: that was built upon it. */
  #undo(group: readonly Waiting[], error: StorageError): void {
    const undone = [...group, ...this.#queue].toReversed();
    this.#queue = [];
    this.#inFlight = [];
    for (const { act } of undone) this.#options.state.apply(backwards(act.changes));
    this.#nextAct = undone.at(-1)?.act.seq ?? this.#nextAct;
    this.#options.undone(undone.map(({ act }) => act));
    for (const { outcome } of undone.toReversed()) outcome.reject(error);
  }

  #calm(): void {
    // More than one transaction holds: the rest goes into the next.
    this.#due ||= this.#log.full || this.#log.owing;
    this.#troubles = 0;
    if (!this.#log.unwritten) this.#wholeLog = this.#wholeLog && this.#log.hasTraces;
  }

  #fail(error: StorageError): void {
    this.#troubles++;
    this.#lastTrouble = error;
    this.#wholeLog = false;
    if (FINAL.has(error.failure)) this.#stopped ??= error;
  }
}
