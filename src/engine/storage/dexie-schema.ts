/** What lies in the databases of the engine, and how older ones become newer ones. */
import type { Transaction } from "dexie";
import type { CallTrace } from "#glass/trace.ts";
import type { Keyring, ActRecord } from "./storage.ts";
import type { SchemaStep } from "./dexie-opener.ts";
import { MOST_ACTS } from "./segments.ts";
import type { Row, TableName } from "./tables.ts";
import { PLAIN, type PrincipalRow } from "../world/rows.ts";
import { usualTrust } from "../world/trust.ts";

export const worldDatabase = (world: string): string => `keyglass-engine-${world}`;
export const REGISTRY_DATABASE = "keyglass-worlds";

/** Every store by its primary key; no secondary index anywhere: what must be found is found in memory. */
export const WORLD_STEPS: readonly SchemaStep[] = [
  {
    version: 1,
    stores: {
      /** `world`: MetaRow. `keyring`: KeyringRow. */
      meta: "id",
      /** RowRecord, keyed by `table key`. */
      rows: "",
      /** ActRun: the acts of one transaction. */
      acts: "from",
      /** Run: the newest calls, in the small runs they were written in. */
      tail: "from",
      /** Entry of each large run, its two texts beside it. */
      segments: "from",
      summaries: "from",
      audits: "from",
      /** TraceRow of the newest calls; of those pinned one each. */
      traces: "seq",
      pinned: "seq",
    },
  },
  {
    // Keys of every kind: members that came with them.
    version: 2,
    stores: {},
    upgrade: async (transaction) => {
      const rows = transaction.table<{ row: object }, string>("rows");
      const given = (table: TableName, members: object): PromiseLike<unknown> =>
        rows
          .where(":id")
          .startsWith(rowKey(table, ""))
          .modify((record) => {
            record.row = { ...record.row, ...members };
          });
      await given("keys", { multiRegion: null, customKeyStoreId: null, xksKeyId: null, settles: null });
      await given("usage", { requestId: null, eventId: null });
      await given("settings", { throttling: null });
      await given("materials", { publicKey: null, imported: null });
    },
  },
  {
    // What surrounds a principal: its path, tags, groups, managed policies, boundary, trust policy.
    version: 3,
    stores: {},
    upgrade: async (transaction) => {
      const rows = transaction.table<{ row: PrincipalRow }, string>("rows");
      await rows
        .where(":id")
        .startsWith(rowKey("principals", ""))
        .modify((record) => {
          const { row } = record;
          record.row = { ...row, ...PLAIN, trust: row.kind === "role" ? usualTrust(row.account) : null };
        });
    },
  },
  {
    // Grants that are over and still count: an older engine would take them for grants in force.
    version: 4,
    stores: {},
  },
  {
    // Traces of neighbours share a row: an older engine could not read it. Rows of one trace may stay as they are.
    version: 5,
    stores: {},
  },
];

export const REGISTRY_STEPS: readonly SchemaStep[] = [{ version: 1, stores: { worlds: "id" } }];

/** Read and written again by every transaction that writes. */
export interface MetaRow {
  readonly id: "world";
  /** Drawn when the world was written whole. Another one, or none: this is not the world that is in memory. */
  readonly epoch: string;
  /** Counts the transactions: a second engine over the same world is noticed by the first. */
  readonly writes: number;
  readonly lastAct: number;
  readonly lastCall: number;
  readonly clock: number;
}

export interface KeyringRow {
  readonly id: "keyring";
  readonly keyring: Keyring;
}

export interface RowRecord {
  readonly table: TableName;
  readonly row: Row;
}

/** Traces of calls without a gap between them. */
export interface TraceRow {
  /** The first call's; the row holds them up to `to`, or this one alone. */
  readonly seq: number;
  readonly to?: number;
  /** CallTraces as JSON with commas between them: many times faster to write than deep objects. */
  readonly text: string;
}

export interface TextRow {
  readonly from: number;
  readonly text: string;
}

/** Acts of one group, as text: a fifth of what as many rows would cost to write. */
export interface ActRun {
  /** The first one's `seq`; there are no gaps between runs. */
  readonly from: number;
  readonly text: string;
}

export function encodeActs(acts: readonly ActRecord[]): ActRun[] {
  const runs: ActRun[] = [];
  for (let at = 0; at < acts.length; at += MOST_ACTS) {
    runs.push({ from: (acts[at] as ActRecord).seq, text: JSON.stringify(acts.slice(at, at + MOST_ACTS)) });
  }
  return runs;
}

/** Traces in one row at most: with 25, some 250 kB of text, a trace takes half of the time that a row of its own would. */
const MOST_TOGETHER = 25;

export function encodeTraces(traces: readonly CallTrace[]): TraceRow[] {
  const runs: [CallTrace, ...CallTrace[]][] = [];
  for (const trace of traces.toSorted((a, b) => a.summary.seq - b.summary.seq)) {
    const run = runs.at(-1);
    const next = run === undefined ? Number.NaN : run[0].summary.seq + run.length;
    if (run !== undefined && trace.summary.seq === next && run.length < MOST_TOGETHER) run.push(trace);
    else runs.push([trace]);
  }
  return runs.map((run) => {
    const seq = run[0].summary.seq;
    return { seq, to: seq + run.length - 1, text: JSON.stringify(run).slice(1, -1) };
  });
}

/** Null when it is not among the stored. */
export async function readTrace(transaction: Transaction, seq: number): Promise<CallTrace | null> {
  const row = await transaction.table<TraceRow, number>("traces").where("seq").belowOrEqual(seq).last();
  if (row === undefined || (row.to ?? row.seq) < seq) return null;
  const traces = JSON.parse(`[${row.text}]`) as CallTrace[];
  return traces[seq - row.seq] ?? null;
}

/** Drops traces up to that of `seq`; a row that reaches beyond it stays. */
export const dropTraces = (transaction: Transaction, seq: number): PromiseLike<unknown> =>
  transaction
    .table("traces")
    .where("seq")
    .belowOrEqual(seq - MOST_TOGETHER + 1)
    .delete();

/** The acts from `first` up to but without `end`, out of the runs that can hold them. */
export async function readActs(transaction: Transaction, first: number, end: number): Promise<ActRecord[]> {
  const runs = await transaction
    .table<ActRun>("acts")
    .where("from")
    .between(first - MOST_ACTS, end, false, false)
    .toArray();
  const acts = runs.flatMap(({ text }) => JSON.parse(text) as ActRecord[]);
  return acts.filter(({ seq }) => seq >= first && seq < end);
}

export const rowKey = (table: TableName, key: string): string => `${table} ${key}`;
