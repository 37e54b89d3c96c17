/**
 * The log of calls as it lies on disk: runs of calls as text, and a small index in memory that finds a call among them. A row for each
 * call would cost 28 times as much to write; a run is one value, made into text once.
 */
import type { JsonObject } from "#wire/json.ts";
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import type { CallRecord } from "./storage.ts";

/** So many of the newest calls keep their whole trace; older ones keep summary and audit record, unless they are pinned. */
export const KEPT_TRACES = 2_000;
/** So many of the newest acts are loaded with a world: as far as undo goes. */
export const KEPT_ACTS = 200;
/** Acts in one transaction at most. */
export const MOST_ACTS = 256;
/** A run of at least this many calls is a segment and stays as it is; smaller ones are merged until they are one. */
export const SEGMENT = 1_000;
/** Calls that one look through a filter may take in, so that a rare match does not hold up everything else. */
const LOOK = 8 * SEGMENT;

/** Where a run is, and 32 bits of each of its request ids. */
export interface Entry {
  /** The first and last `seq`; numbers between may be missing. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly prints: Uint32Array;
}

/** A run of calls, newest last, as it is stored: JSON values with commas between them, so that joining runs is joining texts. */
export interface Run extends Entry {
  readonly summaries: string;
  readonly audits: string;
}

export function encodeRun(calls: readonly CallRecord[]): Run {
  return {
    from: (calls[0] as CallRecord).summary.seq,
    to: (calls.at(-1) as CallRecord).summary.seq,
    count: calls.length,
    prints: Uint32Array.from(calls, ({ summary }) => printOf(summary.id)),
    summaries: listed(calls.map(({ summary }) => summary)),
    audits: listed(calls.map(({ audit }) => audit)),
  };
}

/** JSON values with commas between them. One long text is made three times as fast as many short ones and their joining. */
const listed = (values: readonly unknown[]): string => JSON.stringify(values).slice(1, -1);

/** One run from neighbours, in order. */
export function joinRuns(runs: readonly Run[]): Run {
  const prints = new Uint32Array(runs.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const run of runs) {
    prints.set(run.prints, at);
    at += run.count;
  }
  return {
    from: (runs[0] as Run).from,
    to: Math.max(...runs.map(({ to }) => to)),
    count: prints.length,
    prints,
    summaries: runs.map(({ summaries }) => summaries).join(","),
    audits: runs.map(({ audits }) => audits).join(","),
  };
}

export const readSummaries = (text: string): CallSummary[] => JSON.parse(`[${text}]`) as CallSummary[];
export const readAudits = (text: string): (JsonObject | null)[] => JSON.parse(`[${text}]`) as (JsonObject | null)[];

export function matches(filter: CallFilter, summary: CallSummary): boolean {
  return (
    (filter.operation === undefined || summary.operation === filter.operation) &&
    (filter.principal === undefined || summary.principalArn === filter.principal) &&
    (filter.result === undefined || (summary.error === null) === (filter.result === "ok")) &&
    (filter.key === undefined || summary.keys.includes(filter.key))
  );
}

/** Whether a run's text can hold a match at all: a search for text costs a tenth of reading it. */
export function mayMatch(filter: CallFilter, summaries: string): boolean {
  return (
    (filter.operation === undefined || summaries.includes(`"operation":${JSON.stringify(filter.operation)}`)) &&
    (filter.principal === undefined || summaries.includes(`"principalArn":${JSON.stringify(filter.principal)}`)) &&
    (filter.result === undefined || summaries.includes(filter.result === "ok" ? '"error":null' : '"error":{')) &&
    (filter.key === undefined || summaries.includes(JSON.stringify(filter.key)))
  );
}

/** A run with the store it lies in: `tail` for the small new ones, `segments` for those that stay. */
export interface Placed extends Entry {
  readonly store: "tail" | "segments";
}

/**
 * All runs of a world, by their first call. Runs overlap only where a failing store kept records waiting while acts went ahead; readers
 * sort what they find.
 */
export class SegmentIndex {
  #runs: Placed[] = [];

  constructor(runs: readonly Placed[] = []) {
    this.#runs = runs.toSorted((a, b) => a.from - b.from);
  }

  add({ from, to, count, prints, store }: Placed): void {
    this.#runs.splice(this.#at(from), 0, { from, to, count, prints, store });
  }

  /** Neighbours give way to what they were merged into. */
  replace(merged: readonly Placed[], by: Placed): void {
    const gone = new Set(merged);
    this.#runs = this.#runs.filter((run) => !gone.has(run));
    this.add(by);
  }

  /** Neighbours in the tail that together make a segment, or that a segment has closed in. */
  mergeable(): readonly Placed[] | null {
    let run: Placed[] = [];
    let count = 0;
    for (const placed of this.#runs) {
      if (placed.store === "tail") {
        run.push(placed);
        count += placed.count;
        if (count >= SEGMENT) return run;
      } else {
        if (run.length > 0) return run;
        count = 0;
      }
      if (placed.store !== "tail") run = [];
    }
    return null;
  }

  /** Runs to read for a page below `before`, newest last, and whether there are none below them. */
  plan(
    before: number,
    limit: number,
    filtered: boolean,
  ): { readonly runs: readonly Placed[]; readonly first: boolean } {
    const end = this.#at(before);
    let start = end;
    let count = 0;
    // The newest of them may reach beyond `before`; it counts for nothing, so that one look is enough nearly always.
    while (start > 0 && count < (filtered ? LOOK : limit)) {
      const { to, count: more } = this.#runs[--start] as Placed;
      if (to < before) count += more;
    }
    while (start > 0 && this.#reachesInto(start)) start--;
    return { runs: this.#runs.slice(start, end), first: start === 0 };
  }

  /** Runs that may hold the call, newest first. */
  holding(id: string): Placed[] {
    const print = printOf(id);
    return this.#runs.filter(({ prints }) => prints.includes(print)).toReversed();
  }

  /** Whether a run before position `at` holds calls that belong behind the first of the run there. */
  #reachesInto(at: number): boolean {
    const { from } = this.#runs[at] as Placed;
    for (let i = 0; i < at; i++) if ((this.#runs[i] as Placed).to > from) return true;
    return false;
  }

  /** Position of the first run that begins at or after `seq`. */
  #at(seq: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] as Placed).from < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** FNV-1a, 32 bits. A chance hit costs one look at a run, no more. */
function printOf(id: string): number {
  let print = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) print = Math.imul(print ^ id.charCodeAt(i), 0x01000193);
  return print >>> 0;
}
