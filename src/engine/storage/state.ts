import {
  INDEXES,
  TABLES,
  type IndexName,
  type IndexRow,
  type Row,
  type RowChange,
  type TableName,
  type Tables,
} from "./tables.ts";

/** What reads see: rows by key, and ordered ranges of an index bucket. */
export interface Reads {
  get<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  /** Rows of a bucket in order, strictly after the sort text `after` (null: from the start), at most `limit`. */
  range<N extends IndexName>(index: N, bucket: string, after: string | null, limit: number): readonly IndexRow<N>[];
  count(index: IndexName, bucket: string): number;
  /** As `count`, without making it a fact that the act rests on: for quotas, which need not be exact among acts in flight. */
  tally(index: IndexName, bucket: string): number;
}

/** Reads and writes of one act: an overlay over what it read from. */
export interface Writes extends Reads {
  put<T extends TableName>(table: T, row: Tables[T]): void;
  delete(table: TableName, key: string): void;
}

const INDEX_NAMES = Object.keys(INDEXES) as IndexName[];
const INDEXES_BY_TABLE = new Map<TableName, IndexName[]>(
  TABLES.map((table) => [table, INDEX_NAMES.filter((name) => INDEXES[name].table === table)]),
);

/** The sort text and bucket of a row in an index; the cast is safe because the index is of the row's own table. */
const bucketOf = (name: IndexName, row: Row): string | null =>
  (INDEXES[name].bucket as (row: Row) => string | null)(row);
const sortOf = (name: IndexName, row: Row): string => (INDEXES[name].sort as (row: Row) => string)(row);

class Bucket {
  /** Sort texts in order, and the row of each. */
  readonly order: string[] = [];
  readonly rows = new Map<string, Row>();
  version = 0;
  /** The version that began when a row last came or went. */
  members = 0;

  set(sort: string, row: Row, version: number): void {
    if (!this.rows.has(sort)) {
      this.order.splice(position(this.order, sort), 0, sort);
      this.members = version;
    }
    this.rows.set(sort, row);
    this.version = version;
  }

  drop(sort: string, version: number): void {
    if (!this.rows.delete(sort)) return;
    this.order.splice(position(this.order, sort), 1);
    this.version = this.members = version;
  }
}

/** A world's rows in memory. Changes arrive as lists of row changes and nothing else. */
export class MemoryState implements Reads {
  readonly #tables = new Map<TableName, Map<string, Row>>(TABLES.map((name) => [name, new Map()]));
  /** Of those that hold a row: an empty one would be left by every key, grant and session that there ever was. */
  readonly #buckets = new Map<string, Bucket>();
  /** Counts all changes of buckets, so that one that is filled again is not taken for the one before. */
  #versions = 0;

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#rows(table).get(key) as Tables[T] | undefined;
  }

  range<N extends IndexName>(index: N, bucket: string, after: string | null, limit: number): readonly IndexRow<N>[] {
    const found = this.#buckets.get(`${index} ${bucket}`);
    if (found === undefined) return [];
    let at = after === null ? 0 : position(found.order, after);
    if (after !== null && found.order[at] === after) at++;
    return found.order.slice(at, at + limit).map((sort) => found.rows.get(sort) as IndexRow<N>);
  }

  count(index: IndexName, bucket: string): number {
    return this.#buckets.get(`${index} ${bucket}`)?.order.length ?? 0;
  }

  tally(index: IndexName, bucket: string): number {
    return this.count(index, bucket);
  }

  /** Another one after every change of the bucket, 0 while it is empty; a transaction that read it is stale when it moved. */
  version(index: IndexName, bucket: string): number {
    return this.#buckets.get(`${index} ${bucket}`)?.version ?? 0;
  }

  /** As `version`, but for which rows are in the bucket, whatever becomes of each. */
  members(index: IndexName, bucket: string): number {
    return this.#buckets.get(`${index} ${bucket}`)?.members ?? 0;
  }

  apply(changes: readonly RowChange[]): void {
    for (const { table, key, after } of changes) {
      const rows = this.#rows(table);
      const present = rows.get(key);
      for (const index of INDEXES_BY_TABLE.get(table) ?? []) this.#reindex(index, present, after ?? undefined);
      if (after === null) rows.delete(key);
      else rows.set(key, after);
    }
  }

  /** All rows, for writing a world out whole. */
  *rows(): Iterable<{ readonly table: TableName; readonly row: Row }> {
    for (const table of TABLES) for (const row of this.#rows(table).values()) yield { table, row };
  }

  all<T extends TableName>(table: T): Iterable<Tables[T]> {
    return this.#rows(table).values() as Iterable<Tables[T]>;
  }

  #rows(table: TableName): Map<string, Row> {
    return this.#tables.get(table) as Map<string, Row>;
  }

  #reindex(index: IndexName, before: Row | undefined, after: Row | undefined): void {
    const oldBucket = before === undefined ? null : bucketOf(index, before);
    const newBucket = after === undefined ? null : bucketOf(index, after);
    const oldSort = before === undefined ? null : sortOf(index, before);
    const newSort = after === undefined ? null : sortOf(index, after);
    if (oldBucket !== null && oldSort !== null && (oldBucket !== newBucket || oldSort !== newSort)) {
      const name = `${index} ${oldBucket}`;
      const bucket = this.#buckets.get(name);
      bucket?.drop(oldSort, ++this.#versions);
      if (bucket?.rows.size === 0) this.#buckets.delete(name);
    }
    if (newBucket !== null && newSort !== null) {
      const name = `${index} ${newBucket}`;
      let bucket = this.#buckets.get(name);
      if (bucket === undefined) this.#buckets.set(name, (bucket = new Bucket()));
      bucket.set(newSort, after as Row, ++this.#versions);
    }
  }
}

/**
 * One act over a base: sees its own writes, remembers what it read. `stale()` tells whether anything read has changed since; an act
 * that awaits crypto between reading and committing is then run again (optimistic concurrency), so that no lock is ever held over
 * an await. Also the whole of a fork: an overlay that is never committed.
 */
export class Overlay implements Writes {
  readonly #base: Reads & { version?(index: IndexName, bucket: string): number };
  readonly #written = new Map<string, RowChange>();
  readonly #read = new Map<string, { table: TableName; key: string; row: Row | undefined }>();
  readonly #ranges = new Map<string, { index: IndexName; bucket: string; version: number }>();

  constructor(base: Reads) {
    this.#base = base;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    const name = `${table} ${key}`;
    const written = this.#written.get(name);
    if (written !== undefined) return (written.after ?? undefined) as Tables[T] | undefined;
    const row = this.#base.get(table, key);
    if (!this.#read.has(name)) this.#read.set(name, { table, key, row });
    return row;
  }

  range<N extends IndexName>(index: N, bucket: string, after: string | null, limit: number): readonly IndexRow<N>[] {
    this.#remember(index, bucket);
    const touched = this.#touched(index);
    if (touched.length === 0) return this.#base.range(index, bucket, after, limit);
    const base = this.#base.range(index, bucket, after, limit + touched.length);
    const gone = new Set(touched.map((change) => change.key));
    const rows: Row[] = base.filter((row) => !gone.has(row.id));
    for (const { after: row } of touched) {
      if (row !== null && bucketOf(index, row) === bucket && (after === null || sortOf(index, row) > after))
        rows.push(row);
    }
    rows.sort((a, b) => (sortOf(index, a) < sortOf(index, b) ? -1 : 1));
    return rows.slice(0, limit) as IndexRow<N>[];
  }

  count(index: IndexName, bucket: string): number {
    this.#remember(index, bucket);
    return this.tally(index, bucket);
  }

  tally(index: IndexName, bucket: string): number {
    let count = this.#base.tally(index, bucket);
    for (const { before, after } of this.#touched(index)) {
      if (before !== null && bucketOf(index, before) === bucket) count--;
      if (after !== null && bucketOf(index, after) === bucket) count++;
    }
    return count;
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    this.#write(table, row.id, row);
  }

  delete(table: TableName, key: string): void {
    this.#write(table, key, null);
  }

  get changes(): readonly RowChange[] {
    return [...this.#written.values()].filter(({ before, after }) => before !== null || after !== null);
  }

  stale(): boolean {
    for (const { table, key, row } of this.#read.values()) if (this.#base.get(table, key) !== row) return true;
    for (const { index, bucket, version } of this.#ranges.values()) {
      if ((this.#base.version?.(index, bucket) ?? 0) !== version) return true;
    }
    return false;
  }

  #write(table: TableName, key: string, after: Row | null): void {
    const name = `${table} ${key}`;
    const before = this.#written.get(name)?.before ?? (this.#written.has(name) ? null : (this.get(table, key) ?? null));
    this.#written.set(name, { table, key, before, after });
  }

  #touched(index: IndexName): RowChange[] {
    const table = INDEXES[index].table;
    const touched: RowChange[] = [];
    for (const change of this.#written.values()) if (change.table === table) touched.push(change);
    return touched;
  }

  #remember(index: IndexName, bucket: string): void {
    const name = `${index} ${bucket}`;
    if (!this.#ranges.has(name))
      this.#ranges.set(name, { index, bucket, version: this.#base.version?.(index, bucket) ?? 0 });
  }
}

/** Index of the first sort text that is not below `sort`. */
function position(order: readonly string[], sort: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] as string) < sort) low = middle + 1;
    else high = middle;
  }
  return low;
}
