/** The calls that are not on disk yet, and the newest of those that are: what the journal keeps in memory of the log. */
import type { CallSummary, CallTrace } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import { KEPT_TRACES, matches } from "./segments.ts";
import type { CallRecord, FinishedCall } from "./storage.ts";
import type { TableName } from "./tables.ts";

/** A finished call in its place. */
export interface PlacedCall {
  readonly summary: CallSummary;
  readonly call: FinishedCall;
}

/** What one transaction writes of the log. */
export interface Taken {
  /** In order; those of the acts among them carry their traces when there is room. */
  readonly calls: readonly CallRecord[];
  /** Calls of acts whose traces must wait. */
  readonly later: readonly PlacedCall[];
  readonly traces: readonly CallTrace[];
  readonly counters: readonly Counter[];
}

/** A row that counts use. It changes too often to be an act: memory is right at once, the disk learns the newest value now and then. */
export interface Counter {
  readonly table: TableName;
  readonly key: string;
}

/** Calls in one transaction at most: some 2 MB of text, so that writing it out does not hold up the next answers. */
const MOST_CALLS = 1_000;
/** Traces in one transaction at most, for the same reason: one trace is some 10 kB of text. */
const MOST_TRACES = 250;
/** More calls than this since the last tick: traces are then written on every fourth tick only, newest first. */
const BUSY = 500;
const BUSY_TICKS = 4;
/** Calls kept waiting for a store that fails; older ones are given up. */
const MOST_WAITING = 20_000;
/** Durable summaries kept at hand, so that the newest page needs no read. */
const RECENT = 250;

export class CallLog {
  /** In order of `seq`; the first `#taken` of them are in a transaction. */
  #waiting: PlacedCall[] = [];
  #taken = 0;
  /** The last calls whose traces are not on disk, by `seq`, oldest first. */
  readonly #traces = new Map<number, PlacedCall>();
  /** Traces that someone wants pinned: they go first. */
  readonly #wanted = new Set<number>();
  #counters = new Map<string, Counter>();
  /** Every durable call from `#floor` on, in order. */
  #recent: CallSummary[] = [];
  #floor: number;
  #next: number;
  #logged: number;
  /** Traces that may still be written before the next tick. */
  #allowance = MOST_TRACES;
  #arrivals = 0;
  #owed = 0;
  #busyTicks = 0;
  readonly #bug: (error: unknown) => void;

  /** `bug`: hears of a record that cannot be told. It must not throw. */
  constructor(lastCall: number, bug: (error: unknown) => void) {
    this.#bug = bug;
    this.#next = lastCall + 1;
    this.#logged = lastCall;
    this.#floor = this.#next;
  }

  /** Gives a call its place. It is not part of the log yet: an act's call joins it when the act is durable. */
  place(call: FinishedCall): PlacedCall {
    this.#arrivals++;
    return { summary: { seq: this.#next++, ...call.summary }, call };
  }

  add(call: PlacedCall): void {
    this.#keepTrace(call);
    this.#waiting.push(call);
    this.#logged++;
    if (this.#taken === 0 && this.#waiting.length > MOST_WAITING * 1.25) this.#giveUpOldest();
  }

  count(counter: Counter): void {
    this.#counters.set(`${counter.table} ${counter.key}`, counter);
  }

  get last(): number {
    return this.#next - 1;
  }

  /** Grows with every call that joins the log. */
  get logged(): number {
    return this.#logged;
  }

  get full(): boolean {
    return this.#waiting.length >= MOST_CALLS;
  }

  /** Whether calls wait that were here at the last tick. */
  get owing(): boolean {
    return (this.#waiting[0]?.summary.seq ?? Number.MAX_SAFE_INTEGER) <= this.#owed;
  }

  /** Whether a tick would have anything to do. */
  get restless(): boolean {
    return this.unwritten || this.#traces.size > 0 || this.#allowance < MOST_TRACES;
  }

  get hasTraces(): boolean {
    return this.#traces.size > 0;
  }

  /** Records or counts that are not on disk. */
  get unwritten(): boolean {
    return this.#waiting.length > 0 || this.#counters.size > 0 || this.#wanted.size > 0;
  }

  /** Begins a new span of time: renews what may be written of traces in it. */
  tick(): void {
    this.#owed = this.last;
    const busy = this.#arrivals > BUSY;
    this.#busyTicks = busy ? this.#busyTicks + 1 : 0;
    this.#arrivals = 0;
    this.#allowance = busy && this.#busyTicks % BUSY_TICKS !== 0 ? 0 : MOST_TRACES;
  }

  /**
   * What the next transaction writes: the calls of its acts and, unless they go `alone`, what waits here. That stays here until `settle`
   * or `unsettle` says how it went.
   */
  take(acts: readonly PlacedCall[], how: "alone" | "usual" | "all"): Taken {
    const whole = acts.length <= this.#allowance;
    if (whole) this.#allowance -= acts.length;
    const own = acts.map((call) => this.#told(call, whole));
    const later = whole ? [] : acts;
    if (how === "alone") return { calls: own, later, traces: [], counters: [] };
    this.#taken = Math.min(this.#waiting.length, MOST_CALLS);
    const counters = [...this.#counters.values()];
    this.#counters = new Map();
    const calls = [...this.#waiting.slice(0, this.#taken).map((call) => this.#told(call, false)), ...own];
    if (own.length > 0 && own.length < calls.length) calls.sort((a, b) => a.summary.seq - b.summary.seq);
    return { calls, later, traces: this.#takeTraces(how === "all"), counters };
  }

  /** The transaction completed. */
  settle({ calls, later, traces }: Taken): void {
    this.#waiting.splice(0, this.#taken);
    this.#logged += calls.length - this.#taken;
    this.#taken = 0;
    for (const call of later) this.#keepTrace(call);
    for (const { summary } of traces) {
      this.#traces.delete(summary.seq);
      this.#wanted.delete(summary.seq);
    }
    let sorted = true;
    for (const { summary } of calls) {
      if (summary.seq < this.#floor) continue;
      if ((this.#recent.at(-1)?.seq ?? 0) > summary.seq) sorted = false;
      this.#recent.push(summary);
    }
    if (!sorted) this.#recent.sort((a, b) => a.seq - b.seq);
    if (this.#recent.length <= RECENT * 2) return;
    this.#recent = this.#recent.slice(-RECENT);
    this.#floor = (this.#recent[0] as CallSummary).seq;
  }

  /** The transaction failed: what it took waits on. */
  unsettle({ counters }: Taken): void {
    this.#taken = 0;
    for (const counter of counters) this.count(counter);
    if (this.#waiting.length > MOST_WAITING) this.#giveUpOldest();
  }

  /** The store begins anew: nothing that was durable is there any more. */
  forget(): void {
    this.#recent = [];
    this.#floor = this.#next;
  }

  /** Matching calls in memory below `before`, newest first, and from where on down storage must be asked. */
  page(filter: CallFilter, before: number): { readonly items: CallSummary[]; readonly below: number } {
    const items: CallSummary[] = [];
    for (const { summary } of this.#waiting) if (summary.seq < before && matches(filter, summary)) items.push(summary);
    for (const summary of this.#recent) if (summary.seq < before && matches(filter, summary)) items.push(summary);
    items.sort((a, b) => b.seq - a.seq);
    return { items, below: Math.min(before, this.#floor) };
  }

  byId(id: string): CallRecord | null {
    const found = this.#waiting.findLast(({ summary }) => summary.id === id);
    return found === undefined ? null : this.#told(found, this.#traces.has(found.summary.seq));
  }

  trace(seq: number): CallTrace | null {
    const call = this.#traces.get(seq);
    return call === undefined ? null : this.#traceOf(call);
  }

  /** Lets the traces of these calls go to disk with the next transaction. */
  want(ids: readonly string[]): void {
    const wanted = new Set(ids);
    for (const { summary } of this.#traces.values()) if (wanted.has(summary.id)) this.#wanted.add(summary.seq);
  }

  #takeTraces(all: boolean): CallTrace[] {
    const first: PlacedCall[] = [];
    for (const seq of this.#wanted) {
      const call = this.#traces.get(seq);
      if (call === undefined) this.#wanted.delete(seq);
      else first.push(call);
    }
    const room = (all ? MOST_TRACES : this.#allowance) - first.length;
    const chosen = room <= 0 ? [] : this.#unwanted(room);
    this.#allowance = Math.max(0, this.#allowance - chosen.length);
    return [...first, ...chosen].flatMap((call) => this.#traceOf(call) ?? []);
  }

  /** Under load the newest go first: the others may have left before their turn comes. */
  #unwanted(room: number): PlacedCall[] {
    const left = [...this.#traces.values()].filter(({ summary }) => !this.#wanted.has(summary.seq));
    return this.#busyTicks > 0 ? left.slice(-room) : left.slice(0, room);
  }

  #keepTrace(call: PlacedCall): void {
    this.#traces.set(call.summary.seq, call);
    if (this.#traces.size > KEPT_TRACES)
      for (const oldest of this.#traces.keys()) return void this.#traces.delete(oldest);
  }

  #giveUpOldest(): void {
    this.#waiting = this.#waiting.slice(-MOST_WAITING);
  }

  #told(placed: PlacedCall, whole: boolean): CallRecord {
    const { summary, call } = placed;
    return { summary, audit: this.#attempt(() => call.audit()), trace: whole ? this.#traceOf(placed) : null };
  }

  #traceOf({ summary, call }: PlacedCall): CallTrace | null {
    const told = this.#attempt(() => call.trace());
    if (told !== null) return { summary, ...told };
    this.#traces.delete(summary.seq);
    this.#wanted.delete(summary.seq);
    return null;
  }

  /** What cannot be told is a bug of ours, and must not hold up the records and acts behind it. */
  #attempt<T>(tell: () => T): T | null {
    try {
      return tell();
    } catch (error) {
      this.#bug(error);
      return null;
    }
  }
}
