/** What lies in the databases of the engine, and how older ones become newer ones. */
import type { Keyring, ActRecord } from "./storage.ts";
import type { SchemaStep } from "./dexie-opener.ts";
import type { Row, TableName } from "./tables.ts";

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
      /** ActRecord. */
      acts: "seq",
      /** Run: the newest calls, in the small runs they were written in. */
      tail: "from",
      /** Entry of each large run, its two texts beside it. */
      segments: "from",
      summaries: "from",
      audits: "from",
      /** TraceRow of the newest calls, and of those pinned. */
      traces: "seq",
      pinned: "seq",
    },
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

export interface TraceRow {
  readonly seq: number;
  /** CallTrace as JSON: many times faster to write than a deep object. */
  readonly text: string;
}

export interface TextRow {
  readonly from: number;
  readonly text: string;
}

export type ActRow = ActRecord;
export const rowKey = (table: TableName, key: string): string => `${table} ${key}`;
