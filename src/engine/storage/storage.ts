/** The one interface between the engine and whatever keeps a world: Dexie in the browser, memory elsewhere. */
import type { JsonObject } from "#wire/json.ts";
import type { CallSummary, CallTrace } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import type { Row, RowChange, TableName } from "./tables.ts";

/**
 * The vault's handles, opaque here: only the vault looks inside. Structured-cloneable. `sealed`: the same under a passphrase, for a
 * storage that cannot keep handles.
 */
export type Keyring = { readonly keyring: unknown; readonly sealed?: JsonObject };

/** One named act with symbolic names, and its effect. */
export interface ActRecord {
  /** From 1, strictly increasing. */
  readonly seq: number;
  /** World time, ms since 1970. */
  readonly at: number;
  /** AWS operation name; an act of the world (`SetClock`, `CreateUser`), of the calendar (`RotateKey`, `DeleteKey`), or `Undo`, `Redo`. */
  readonly name: string;
  readonly who: string;
  /** The act's parameters, secrets left out. */
  readonly input: JsonObject;
  /** For Undo and Redo: the act it took back or did again. */
  readonly of: number | null;
  readonly changes: readonly RowChange[];
}

/**
 * A finished call whose place in the log is given when it joins it. Audit record and trace are told when they are wanted, each time
 * alike: thousands of calls wait for the disk at once, and the few pieces of a telling take a third of the room of what they tell.
 */
export interface FinishedCall {
  readonly summary: Omit<CallSummary, "seq">;
  audit(): JsonObject | null;
  trace(): Omit<CallTrace, "summary">;
}

/** The record of one call: the line in lists, and CloudTrail's record. The trace beside it may be dropped later. */
export interface CallRecord {
  readonly summary: CallSummary;
  readonly audit: JsonObject | null;
  readonly trace: CallTrace | null;
}

/** What one transaction writes. Everything of it or nothing. */
export interface Batch {
  readonly acts: readonly ActRecord[];
  /** Net effect on rows, later changes of a row last. */
  readonly changes: readonly RowChange[];
  readonly calls: readonly CallRecord[];
  /** Traces of calls that an earlier transaction wrote without theirs. */
  readonly traces?: readonly CallTrace[];
  /** World time from which the world goes on when it is opened again: its clock stands still while no tab is open. */
  readonly clock: number;
}

export interface StoredWorld {
  readonly epoch: string;
  readonly keyring: Keyring;
  readonly rows: readonly { readonly table: TableName; readonly row: Row }[];
  readonly lastAct: number;
  readonly lastCall: number;
  /** World time to go on from, as the last write had it. */
  readonly clock: number;
  /** The newest acts, newest last, as far back as undo may go. */
  readonly acts: readonly ActRecord[];
}

export interface NewWorld {
  readonly epoch: string;
  readonly keyring: Keyring;
  readonly rows: readonly { readonly table: TableName; readonly row: Row }[];
  readonly clock: number;
}

/** Keeps one world. No method awaits anything but the database inside a transaction. */
export interface WorldStorage {
  readonly kind: "durable" | "memory";
  /**
   * Null when this storage has never held a world. `create`: one will be made then, so that its place is made at once.
   * @throws StorageError `FromTheFuture` for a newer schema.
   */
  load(may?: "create" | "exist"): Promise<StoredWorld | null>;
  /** Writes a new world whole; anything present is replaced. */
  create(world: NewWorld): Promise<void>;
  /** One strict transaction; resolves after `complete`. @throws StorageError `Lost` when the epoch row is not this world's. */
  commit(batch: Batch): Promise<void>;
  /** Records of reads and cryptographic calls: one transaction, grouped by the caller; same epoch check. */
  append(batch: Batch): Promise<void>;
  /** Summaries with `seq` below `before`, newest first. `scanned` is the lowest seq that was looked at, 0 when at the start. */
  callsPage(
    filter: CallFilter,
    before: number,
    limit: number,
  ): Promise<{ readonly items: readonly CallSummary[]; readonly scanned: number }>;
  callById(id: string): Promise<CallRecord | null>;
  actsPage(before: number, limit: number): Promise<readonly ActRecord[]>;
  pin(ids: readonly string[]): Promise<void>;
  /** Deletes everything this storage holds. */
  destroy(): Promise<void>;
  close(): void;
  /** Called once when the store is found cleared, replaced, taken over or unusable; `error` is what writes fail with from then on. */
  onLost(listener: (reason: string, error: StorageError) => void): void;
}

/** Registry of worlds of this origin. */
export interface WorldRegistry {
  list(): Promise<readonly { readonly id: string; readonly name: string; readonly created: number }[]>;
  put(world: { readonly id: string; readonly name: string; readonly created: number }): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Real time for waiting, injected. */
export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

/**
 * `Lost`: cleared or replaced under us. `Full`: no room; nothing was written. `FromTheFuture`: a newer build's schema. `Closed`: closed
 * by us, or another engine has written this world since. `Silent`: no answer in time, so that nobody knows what was written. `Unusable`:
 * everything else.
 */
export type StorageFailure = "Lost" | "Full" | "FromTheFuture" | "Closed" | "Silent" | "Unusable";

/** A failure of the store itself, in one of few kinds; anything unknown is `Unusable`, with the cause. */
export class StorageError extends Error {
  readonly failure: StorageFailure;

  constructor(failure: StorageFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StorageError";
    this.failure = failure;
  }
}
