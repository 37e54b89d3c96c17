/**
 * A world in one file: a snapshot, then a line for each transaction since. Acknowledged means written and synced; the file is replaced
 * by a new snapshot (written beside it, synced, renamed) when it has grown, and at once when key material was destroyed, so that no
 * wrapped byte of it stays. Material lies there wrapped under the world's domain key, and that one under a passphrase.
 *
 * The log of calls is kept in memory: nobody can ask a port for it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";
import { MemoryStorage } from "#engine/storage/memory.ts";
import {
  StorageError,
  type ActRecord,
  type Batch,
  type CallRecord,
  type Keyring,
  type NewWorld,
  type StoredWorld,
  type WorldStorage,
} from "#engine/storage/storage.ts";
import { isMaterialGone, type Row, type TableName } from "#engine/storage/tables.ts";
import type { SettingsRow } from "#engine/world/rows.ts";
import type { JsonObject } from "#wire/json.ts";

type Entry = readonly [table: TableName, row: Row];

/** The first line. */
interface Head {
  readonly keyglass: "world";
  readonly version: number;
  readonly epoch: string;
  readonly sealed: JsonObject;
}

/** Every other line: what one transaction did, or a part of the snapshot. */
interface Line {
  readonly put: readonly Entry[];
  readonly drop: readonly (readonly [table: TableName, key: string])[];
  readonly lastAct: number;
  readonly lastCall: number;
  /** World time, and real time, at which it was written. */
  readonly clock: number;
  readonly at: number;
}

type Last = Pick<Line, "lastAct" | "lastCall" | "clock" | "at">;

interface Read {
  readonly head: Head;
  readonly rows: ReadonlyMap<string, Entry>;
  readonly last: Last;
  /** Bytes of the file that are whole lines; what stands behind was never acknowledged. */
  readonly end: number;
}

/** Lock files of this process: a process that was killed may have had the same number. */
const heldHere = new Set<string>();

const VERSION = 1;
/** Rows in one line of a snapshot. */
const ROWS_A_LINE = 1_000;
/** A file is written anew when it is this many bytes and twice its snapshot. */
const WORTH_IT = 4 << 20;

/** Opens a sealed keyring. */
export type Unseal = (sealed: JsonObject) => Promise<Keyring>;

/** Whether there is a world in the file. */
export async function holdsWorld(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

/** The sealed keyring of the world in the file. @throws StorageError when it holds none. */
export const sealedKeyringOf = (file: string): JsonObject => readWorld(file).head.sealed;

export class FileStorage implements WorldStorage {
  readonly kind = "durable";
  readonly #file: string;
  readonly #unseal: Unseal;
  readonly #now: () => number;
  readonly #memory = new MemoryStorage();
  readonly #listeners: ((reason: string, error: StorageError) => void)[] = [];
  #handle: FileHandle | null = null;
  #inode = 0;
  #end = 0;
  #snapshotBytes = 0;
  #last: Pick<Line, "lastAct" | "lastCall"> = { lastAct: 0, lastCall: 0 };
  #head: Head | null = null;
  /** Destroyed material may still lie in the file. */
  #owesSnapshot = false;
  #ended: StorageError | null = null;
  #locked = false;

  /** `now`: real time in ms. @throws StorageError `Unusable` when somebody else has the file. */
  constructor(file: string, unseal: Unseal, now: () => number) {
    this.#file = path.resolve(file);
    this.#unseal = unseal;
    this.#now = now;
    this.#lock();
  }

  async load(): Promise<StoredWorld | null> {
    if (!(await holdsWorld(this.#file))) return null;
    const { head, rows, last, end } = readWorld(this.#file);
    this.#head = head;
    this.#last = last;
    const keyring = await this.#unseal(head.sealed);
    const { epoch } = head;
    const entries = [...rows.values()].map(([table, row]) => ({ table, row }));
    const clock = last.clock + this.#passedSince(last.at, entries);
    await this.#memory.create({ epoch, keyring, rows: entries, clock });
    await this.#open();
    this.#end = end;
    this.#snapshotBytes = end;
    // Half a line, from a process that was killed while it wrote.
    await this.#handle?.truncate(end);
    return { epoch, keyring, rows: entries, lastAct: last.lastAct, lastCall: last.lastCall, clock, acts: [] };
  }

  /** World time goes on while nobody serves it, as AWS's does: at real speed at most, and not at all when it was stopped. */
  #passedSince(at: number, rows: StoredWorld["rows"]): number {
    const settings = rows.find(({ table }) => table === "settings")?.row as SettingsRow | undefined;
    return Math.max(0, this.#now() - at) * Math.min(1, settings?.clock.rate ?? 1);
  }

  /** @throws StorageError `Unusable` for a keyring without a sealed form. */
  async create({ epoch, keyring, rows, clock }: NewWorld): Promise<void> {
    if (keyring.sealed === undefined) throw new StorageError("Unusable", "A file keeps no key handles.");
    this.#head = { keyglass: "world", version: VERSION, epoch, sealed: keyring.sealed };
    this.#last = { lastAct: 0, lastCall: 0 };
    mkdirSync(path.dirname(this.#file), { recursive: true });
    await this.#memory.create({ epoch, keyring, rows, clock });
    await this.#failing(() => this.#snapshot(rows, clock));
  }

  async commit(batch: Batch): Promise<void> {
    await this.#write(batch, "synced");
    await this.#memory.commit(batch);
    await this.#compact(batch.clock);
  }

  async append(batch: Batch): Promise<void> {
    await this.#write(batch, "written");
    await this.#memory.append(batch);
    await this.#compact(batch.clock);
  }

  callsPage(
    filter: CallFilter,
    before: number,
    limit: number,
  ): Promise<{ readonly items: readonly CallSummary[]; readonly scanned: number }> {
    return this.#memory.callsPage(filter, before, limit);
  }

  callById(id: string): Promise<CallRecord | null> {
    return this.#memory.callById(id);
  }

  actsPage(before: number, limit: number): Promise<readonly ActRecord[]> {
    return this.#memory.actsPage(before, limit);
  }

  pin(ids: readonly string[]): Promise<void> {
    return this.#memory.pin(ids);
  }

  async destroy(): Promise<void> {
    await this.#memory.destroy();
    await this.#closeHandle();
    await unlink(this.#file).catch(() => {});
  }

  close(): void {
    this.#ended ??= new StorageError("Closed", "This storage was closed.");
    this.#memory.close();
    void this.#closeHandle();
    if (!this.#locked) return;
    rmSync(this.#lockFile, { force: true });
    heldHere.delete(this.#lockFile);
    this.#locked = false;
  }

  onLost(listener: (reason: string, error: StorageError) => void): void {
    this.#listeners.push(listener);
  }

  /* ---- one process has the file ---- */

  get #lockFile(): string {
    return `${this.#file}.lock`;
  }

  #lock(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    for (let tries = 0; tries < 2 && !this.#locked; tries++) {
      try {
        writeFileSync(this.#lockFile, String(process.pid), { flag: "wx", mode: 0o600 });
        this.#locked = true;
        heldHere.add(this.#lockFile);
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw asFailure(error);
        const owner = ownerOf(this.#lockFile);
        if (owner === process.pid ? heldHere.has(this.#lockFile) : owner !== null && isAlive(owner))
          throw new StorageError(
            "Unusable",
            `Process ${owner} has ${this.#file} open. If that is no Keyglass, delete ${this.#lockFile}.`,
          );
        rmSync(this.#lockFile, { force: true });
      }
    }
    if (!this.#locked) throw new StorageError("Unusable", `Another process takes ${this.#file} at this moment.`);
  }

  /* ---- writing ---- */

  async #write(batch: Batch, how: "written" | "synced"): Promise<void> {
    if (this.#ended !== null) throw this.#ended;
    const { handle } = this.#opened();
    await this.#checkStillOurs();
    const put = batch.changes.flatMap(({ table, after }): Entry[] => (after === null ? [] : [[table, after]]));
    const drop = batch.changes.flatMap(({ table, key, after }) => (after === null ? [[table, key] as const] : []));
    const last = {
      lastAct: batch.acts.at(-1)?.seq ?? this.#last.lastAct,
      lastCall: batch.calls.reduce((last, { summary }) => Math.max(last, summary.seq), this.#last.lastCall),
    };
    const bytes = encode({ put, drop, ...last, clock: batch.clock, at: this.#now() });
    await this.#failing(async () => {
      try {
        await writeWhole(handle, bytes, this.#end);
        if (how === "synced") await handle.datasync();
      } catch (error) {
        // Nothing may stand behind the last whole line. When not even that can be done, no more is written at all.
        await handle.truncate(this.#end).catch((reason: unknown) => this.#fall(asFailure(reason)));
        throw error;
      }
    });
    this.#end += bytes.length;
    this.#last = last;
    this.#owesSnapshot ||= batch.changes.some(isMaterialGone);
  }

  /** What fails here is tried again with the next transaction: the acts themselves are safe in the log. */
  async #compact(clock: number): Promise<void> {
    const grown = this.#end > WORTH_IT && this.#end > 2 * this.#snapshotBytes;
    if (!grown && !this.#owesSnapshot) return;
    const stored = await this.#memory.load();
    await this.#snapshot(stored?.rows ?? [], clock).catch(() => {});
  }

  async #snapshot(rows: readonly { readonly table: TableName; readonly row: Row }[], clock: number): Promise<void> {
    const fresh = `${this.#file}.new`;
    const target = await open(fresh, "w", 0o600);
    let end = 0;
    try {
      try {
        for (const bytes of snapshotLines(this.#head as Head, rows, {
          ...this.#last,
          clock,
          at: this.#now(),
        })) {
          await writeWhole(target, bytes, end);
          end += bytes.length;
        }
        await target.sync();
      } finally {
        await target.close();
      }
      await rename(fresh, this.#file);
    } catch (error) {
      // On a full disk half a snapshot would take the room that the next one needs.
      await unlink(fresh).catch(() => {});
      throw error;
    }
    await syncFolder(path.dirname(this.#file));
    await this.#open();
    this.#end = end;
    this.#snapshotBytes = end;
    this.#owesSnapshot = false;
  }

  async #open(): Promise<void> {
    await this.#closeHandle();
    this.#handle = await open(this.#file, "r+");
    this.#inode = (await this.#handle.stat()).ino;
  }

  async #closeHandle(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => {});
  }

  #opened(): { readonly handle: FileHandle } {
    if (this.#handle === null) throw new StorageError("Closed", "No world has been loaded from this file.");
    return { handle: this.#handle };
  }

  /** Deleted or replaced under us: what were written now would be lost without a word. */
  async #checkStillOurs(): Promise<void> {
    const found = await stat(this.#file).catch(() => null);
    if (found?.ino === this.#inode) return;
    throw this.#fall(new StorageError("Lost", `${this.#file} was deleted or replaced.`));
  }

  #fall(error: StorageError): StorageError {
    if (this.#ended === null) for (const listener of this.#listeners) listener(error.message, error);
    this.#ended ??= error;
    return error;
  }

  async #failing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw asFailure(error);
    }
  }
}

/* ---- lines ---- */

/** A checksum of the JSON in front of it: a torn or altered line does not read as another one. */
function encode(line: Head | Line): Buffer {
  const json = Buffer.from(JSON.stringify(line));
  return Buffer.concat([Buffer.from(`${crc32(json).toString(16).padStart(8, "0")} `), json, Buffer.from("\n")]);
}

/** Null when the bytes are not a whole line. */
function decode(bytes: Buffer): Head | Line | null {
  const json = bytes.subarray(9);
  if (bytes.length < 10 || bytes.toString("latin1", 0, 9) !== `${crc32(json).toString(16).padStart(8, "0")} `)
    return null;
  return JSON.parse(json.toString()) as Head | Line;
}

function* snapshotLines(
  head: Head,
  rows: readonly { readonly table: TableName; readonly row: Row }[],
  last: Last,
): Generator<Buffer> {
  yield encode(head);
  for (let at = 0; at === 0 || at < rows.length; at += ROWS_A_LINE) {
    const put = rows.slice(at, at + ROWS_A_LINE).map(({ table, row }): Entry => [table, row]);
    yield encode({ put, drop: [], ...last });
  }
}

/** @throws StorageError `FromTheFuture`, or `Unusable` for a file that is no world or is damaged before its end. */
function readWorld(file: string): Read {
  const bytes = readFileSync(file);
  const rows = new Map<string, Entry>();
  let head: Head | null = null;
  let last: Last = { lastAct: 0, lastCall: 0, clock: 0, at: 0 };
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(10, at);
    const next = newline < 0 ? bytes.length : newline + 1;
    const line = newline < 0 ? null : decode(bytes.subarray(at, newline));
    if (line === null) {
      if (head !== null && next === bytes.length) break;
      throw new StorageError("Unusable", `${file} holds no Keyglass world, or is damaged at byte ${at}.`);
    }
    if (head === null) head = checkedHead(line, file);
    else {
      const { put, drop, lastAct, lastCall, clock, at: written } = line as Line;
      for (const entry of put) rows.set(`${entry[0]} ${entry[1].id}`, entry);
      for (const [table, key] of drop) rows.delete(`${table} ${key}`);
      last = { lastAct, lastCall, clock, at: written };
    }
    end = at = next;
  }
  if (head === null) throw new StorageError("Unusable", `${file} holds no Keyglass world.`);
  return { head, rows, last, end };
}

function checkedHead(line: Head | Line, file: string): Head {
  if (!("keyglass" in line)) throw new StorageError("Unusable", `${file} holds no Keyglass world.`);
  if (line.version > VERSION) throw new StorageError("FromTheFuture", `${file} was written by a newer Keyglass.`);
  return line;
}

/* ---- the system's words ---- */

function asFailure(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const full = ["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(error));
  return new StorageError(
    full ? "Full" : "Unusable",
    error instanceof Error ? error.message : "The file failed.",
    error,
  );
}

/** One write may take fewer bytes than it was given, as the last one before a disk is full does. */
async function writeWhole(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    if (bytesWritten === 0) throw new StorageError("Full", "The file takes no more bytes.");
    done += bytesWritten;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? "";

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; there a rename is durable by itself.
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function ownerOf(lockFile: string): number | null {
  try {
    const pid = Number(readFileSync(lockFile, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
