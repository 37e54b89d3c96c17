/** The log of calls in a world's database: runs in `tail` and `segments`, traces beside them, the index of runs in memory. */
import type { Transaction } from "dexie";
import type { CallSummary, CallTrace } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import { dropTraces, readTrace, type TextRow, type TraceRow } from "./dexie-schema.ts";
import {
  joinRuns,
  KEPT_TRACES,
  matches,
  mayMatch,
  readAudits,
  readSummaries,
  SEGMENT,
  SegmentIndex,
  type Entry,
  type Placed,
  type Run,
} from "./segments.ts";
import type { CallRecord } from "./storage.ts";

export const CALL_STORES = ["tail", "segments", "summaries", "audits", "traces", "pinned"] as const;

type Requests = PromiseLike<unknown>[];

/** Old traces are dropped when so many have gathered: one request for all of them. */
const DROPPED_AT_ONCE = 250;

export class CallStore {
  #index = new SegmentIndex();
  /** Below this no trace is left but the pinned ones. */
  #traced = 0;

  /** Every run's entry, as one transaction finds it. */
  async entries(transaction: Transaction): Promise<Placed[]> {
    const [segments, tail] = await Promise.all([
      transaction.table<Entry>("segments").toArray(),
      transaction.table<Run>("tail").toArray(),
    ]);
    return [...segments.map((entry) => placed(entry, "segments")), ...tail.map((run) => placed(run, "tail"))];
  }

  opened(runs: readonly Placed[]): void {
    this.#index = new SegmentIndex(runs);
    this.#traced = 0;
  }

  /* ---- writing; what it changed is `wrote` only when the transaction is complete ---- */

  put(transaction: Transaction, run: Run | null, traces: readonly TraceRow[]): Requests {
    const requests: Requests = [];
    if (run !== null)
      requests.push(...(run.count >= SEGMENT ? putSegment(transaction, run) : [transaction.table("tail").put(run)]));
    if (traces.length > 0) requests.push(transaction.table("traces").bulkPut(traces));
    const drop = this.#droppable(run);
    if (drop !== null) requests.push(dropTraces(transaction, drop));
    return requests;
  }

  wrote(run: Run | null): void {
    if (run === null) return;
    this.#traced = this.#droppable(run) ?? this.#traced;
    this.#index.add(placed(run, run.count >= SEGMENT ? "segments" : "tail"));
  }

  /** The newest trace to drop now, or null while too few have gathered. */
  #droppable(run: Run | null): number | null {
    const newest = (run?.to ?? 0) - KEPT_TRACES;
    return newest >= this.#traced + DROPPED_AT_ONCE ? newest : null;
  }

  mergeable(): readonly Placed[] | null {
    return this.#index.mergeable();
  }

  /** Small runs become one segment. */
  async merge(transaction: Transaction, small: readonly Placed[]): Promise<Run> {
    const [from, to] = ends(small);
    const tail = transaction.table<Run, number>("tail");
    const merged = joinRuns(await tail.where("from").between(from, to, true, true).toArray());
    await Promise.all([...putSegment(transaction, merged), tail.where("from").between(from, to, true, true).delete()]);
    return merged;
  }

  merged(small: readonly Placed[], run: Run): void {
    this.#index.replace(small, placed(run, "segments"));
  }

  /* ---- reading ---- */

  plan(
    filter: CallFilter,
    before: number,
    limit: number,
  ): { readonly runs: readonly Placed[]; readonly first: boolean } {
    return this.#index.plan(
      before,
      limit,
      Object.values(filter).some((value) => value !== undefined),
    );
  }

  /** The summaries of runs, as text, newest last. */
  async texts(transaction: Transaction, runs: readonly Placed[]): Promise<string[]> {
    const texts = new Map<number, string>();
    await Promise.all(
      (["segments", "tail"] as const).map(async (store) => {
        const here = runs.filter((run) => run.store === store);
        if (here.length === 0) return;
        const [from, to] = ends(here);
        if (store === "segments") {
          const rows = await transaction
            .table<TextRow>("summaries")
            .where("from")
            .between(from, to, true, true)
            .toArray();
          for (const row of rows) texts.set(row.from, row.text);
        } else {
          const rows = await transaction.table<Run>("tail").where("from").between(from, to, true, true).toArray();
          for (const row of rows) texts.set(row.from, row.summaries);
        }
      }),
    );
    return runs.map(({ from }) => texts.get(from) ?? "");
  }

  async find(transaction: Transaction, id: string): Promise<CallRecord | null> {
    const found = await this.#locate(transaction, id);
    if (found === null) return null;
    const { seq } = found.summary;
    const trace = await readTrace(transaction, seq);
    const pinned = trace === null ? await transaction.table<TraceRow>("pinned").get(seq) : undefined;
    return { ...found, trace: pinned === undefined ? trace : (JSON.parse(pinned.text) as CallTrace) };
  }

  async pin(transaction: Transaction, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const found = await this.#locate(transaction, id);
      if (found === null) continue;
      const { seq } = found.summary;
      const trace = await readTrace(transaction, seq);
      if (trace !== null)
        await transaction.table("pinned").put({ seq, text: JSON.stringify(trace) } satisfies TraceRow);
    }
  }

  async #locate(transaction: Transaction, id: string): Promise<Omit<CallRecord, "trace"> | null> {
    for (const { from, store } of this.#index.holding(id)) {
      const run = await (store === "tail" ? transaction.table<Run>("tail").get(from) : segment(transaction, from));
      if (run === undefined || !run.summaries.includes(JSON.stringify(id))) continue;
      const at = readSummaries(run.summaries).findIndex((summary) => summary.id === id);
      if (at >= 0)
        return { summary: readSummaries(run.summaries)[at] as CallSummary, audit: readAudits(run.audits)[at] ?? null };
    }
    return null;
  }
}

/** Matching summaries below `before`, newest first; texts are read from the newest run on, as far as `limit` needs. */
export function pageOf(
  runs: readonly Placed[],
  texts: readonly string[],
  filter: CallFilter,
  before: number,
  limit: number,
): CallSummary[] {
  let items: CallSummary[] = [];
  for (let at = runs.length - 1; at >= 0; at--) {
    const last = items[limit - 1];
    // Full, and no run that is left reaches above the last one: they hardly ever overlap.
    if (last !== undefined && runs.slice(0, at + 1).every(({ to }) => to < last.seq)) break;
    const text = texts[at] ?? "";
    if (text === "" || !mayMatch(filter, text)) continue;
    const more = readSummaries(text)
      .filter((summary) => summary.seq < before && matches(filter, summary))
      .toReversed();
    const tidy = (more[0]?.seq ?? 0) < (items.at(-1)?.seq ?? before);
    for (const summary of more) items.push(summary);
    if (!tidy) items = items.toSorted((a, b) => b.seq - a.seq);
  }
  return items.slice(0, limit);
}

function putSegment(transaction: Transaction, { summaries, audits, ...entry }: Run): Requests {
  const { from } = entry;
  return [
    transaction.table("segments").put(entry),
    transaction.table("summaries").put({ from, text: summaries } satisfies TextRow),
    transaction.table("audits").put({ from, text: audits } satisfies TextRow),
  ];
}

async function segment(transaction: Transaction, from: number): Promise<Pick<Run, "summaries" | "audits"> | undefined> {
  const [summaries, audits] = await Promise.all([
    transaction.table<TextRow>("summaries").get(from),
    transaction.table<TextRow>("audits").get(from),
  ]);
  return summaries === undefined || audits === undefined
    ? undefined
    : { summaries: summaries.text, audits: audits.text };
}

const placed = ({ from, to, count, prints }: Entry, store: Placed["store"]): Placed => ({
  from,
  to,
  count,
  prints,
  store,
});

/** The first calls of the first and the last of these runs. */
const ends = (runs: readonly Placed[]): [number, number] => [(runs[0] as Placed).from, (runs.at(-1) as Placed).from];
