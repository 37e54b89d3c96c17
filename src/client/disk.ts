/**
 * The application's disk of one world: artefacts with their contents, runs, and the prints of texts that the learner typed. One
 * IndexedDB database (`keyglass-app-<world>`); contents of 1 MiB and more lie in the origin's private file system, where
 * there is one, which takes 12 MB in a third of the time. Dexie is named here and nowhere else in this room.
 */
import { Dexie, type Table } from "dexie";
import { BlobSink, type Content, type Sink } from "./disk-sinks.ts";
import type { Artefact, EnvelopeRun } from "./face.ts";
import { PrivateFiles } from "./private-files.ts";

export interface Disk {
  /** Opens the database, so that the next use need not. */
  ready(): Promise<void>;
  /** Oldest first. */
  artefacts(): Promise<readonly Artefact[]>;
  artefact(id: string): Promise<Artefact | null>;
  /** Null when there is none (any more). */
  content(id: string): Promise<Blob | null>;
  /** Opens a place for about `bytes` bytes. `id`: a fresh one, such as that of the artefact whose content it will be. */
  sink(id: string, bytes: number): Promise<Sink>;
  /** What a sink took, to be read. Null when it is gone. */
  read(content: Content): Promise<Blob | null>;
  /** A run of that id begins: what it makes belongs to the disk as it is now. */
  begin(run: string): Promise<void>;
  /**
   * Puts all of it or nothing, in place of what had the same ids. Resolves when it is committed.
   * @throws Overtaken when the disk was wiped since the run began, or when `instead` is no longer on the disk as it is given
   */
  keep(kept: {
    readonly artefacts: readonly Kept[];
    readonly run?: EnvelopeRun;
    readonly instead?: Artefact;
  }): Promise<void>;
  forget(id: string): Promise<void>;
  /** Newest first, at most 200. */
  runs(): Promise<readonly EnvelopeRun[]>;
  run(id: string): Promise<EnvelopeRun | null>;
  noteTyped(mac: string): Promise<void>;
  wasTyped(mac: string): Promise<boolean>;
  wipe(): Promise<void>;
  /** Hears that another tab changed the disk, or wiped it. */
  onChange(listener: (change: DiskChange) => void): void;
  close(): void;
}

export type DiskChange = "changed" | "wiped";

export interface Kept {
  readonly artefact: Artefact;
  readonly content: Content;
}

/** Somebody else, in another tab perhaps, has done away with what this rests on. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** The first use opens the database. */
export function openDisk(world: string): Disk {
  return new AppDisk(world);
}

/** In a private window WebKit's database takes no Blobs: "UnknownError: Error preparing Blob/File data to be stored in object store". */
const takesNoBlobs = (error: unknown): boolean => error instanceof Error && error.message.includes("Blob/File");

const asBytes = (kept: readonly Kept[]): Promise<readonly Kept[]> =>
  Promise.all(
    kept.map(async ({ artefact, content }) => ({
      artefact,
      content: "blob" in content ? { bytes: await content.blob.arrayBuffer() } : content,
    })),
  );

const LARGE = 1024 * 1024;
const LISTED_RUNS = 200;

class AppDatabase extends Dexie {
  declare readonly artefacts: Table<Artefact, string>;
  declare readonly contents: Table<Content & { readonly id: string }, string>;
  declare readonly runs: Table<EnvelopeRun, string>;
  declare readonly typed: Table<{ readonly mac: string }, string>;
  /** One row: how often the disk was wiped. */
  declare readonly wipes: Table<{ readonly id: "wipes"; readonly count: number }, string>;

  constructor(world: string) {
    super(`keyglass-app-${world}`, { chromeTransactionDurability: "strict" });
    this.version(1).stores({ artefacts: "id, since", contents: "id, file", runs: "id, started", typed: "mac" });
    // Runs of version 1 tell less of a clear key's life than a picture now draws. What they made stays.
    this.version(2).upgrade((transaction) => transaction.table("runs").clear());
    this.version(3).stores({ wipes: "id" });
  }
}

class AppDisk implements Disk {
  readonly #database: AppDatabase;
  readonly #files: PrivateFiles;
  /** Null where the browser keeps this address from everything that lasts: the database then says so. */
  readonly #changes: BroadcastChannel | null;
  /** Until it is seen that they are not taken. */
  #takesBlobs = true;
  /** How often the disk had been wiped when a run began, by the run's id. */
  readonly #begun = new Map<string, number>();
  #reopening: Promise<unknown> | null = null;
  #ended = false;

  constructor(world: string) {
    this.#database = new AppDatabase(world);
    this.#files = new PrivateFiles(`keyglass-app-${world}`);
    this.#changes = channelOf(world);
    const isNamed = async (file: string): Promise<boolean> =>
      (await this.#ask(({ contents }) => contents.where({ file }).count())) > 0;
    this.#files.sweep(isNamed).catch(() => {});
  }

  async ready(): Promise<void> {
    await this.#ask((database) => database.open());
  }

  async artefacts(): Promise<readonly Artefact[]> {
    return this.#ask(({ artefacts }) => artefacts.orderBy("since").toArray());
  }

  async artefact(id: string): Promise<Artefact | null> {
    return (await this.#ask(({ artefacts }) => artefacts.get(id))) ?? null;
  }

  async content(id: string): Promise<Blob | null> {
    const content = await this.#ask(({ contents }) => contents.get(id));
    return content === undefined ? null : this.read(content);
  }

  async sink(id: string, bytes: number): Promise<Sink> {
    return (bytes < LARGE ? null : await this.#files.sink(id, bytes)) ?? new BlobSink(bytes);
  }

  async read(content: Content): Promise<Blob | null> {
    if ("bytes" in content) return new Blob([content.bytes]);
    return "blob" in content ? content.blob : this.#files.read(content.file);
  }

  async begin(run: string): Promise<void> {
    this.#begun.set(run, await this.#ask(wipesOf));
  }

  async keep(kept: {
    readonly artefacts: readonly Kept[];
    readonly run?: EnvelopeRun;
    readonly instead?: Artefact;
  }): Promise<void> {
    const { artefacts, run, instead } = kept;
    const ids = artefacts.map(({ artefact }) => artefact.id);
    const begun = run === undefined ? undefined : this.#begun.get(run.id);
    const put = (kept: readonly Kept[]): Promise<readonly (Content | undefined)[]> =>
      this.#ask((database) => {
        const { artefacts: rows, contents, runs, wipes } = database;
        return database.transaction("rw", rows, contents, runs, wipes, async () => {
          if (begun !== undefined && begun !== (await wipesOf(database)))
            throw new Overtaken("The world was reset or deleted meanwhile.");
          if (instead !== undefined && !isAlike(await rows.get(instead.id), instead))
            throw new Overtaken(`${instead.name} was changed or deleted meanwhile.`);
          const before = await contents.bulkGet(ids);
          await Promise.all([
            ...kept.map(({ artefact }) => rows.put(artefact)),
            ...kept.map(({ artefact, content }) => contents.put({ ...content, id: artefact.id })),
            ...(run === undefined ? [] : [runs.put(run)]),
          ]);
          return before;
        });
      });
    let before: readonly (Content | undefined)[];
    try {
      before = await put(this.#takesBlobs ? artefacts : await asBytes(artefacts));
    } catch (error) {
      if (!this.#takesBlobs || !takesNoBlobs(error)) throw error;
      this.#takesBlobs = false;
      before = await put(await asBytes(artefacts));
    }
    if (run !== undefined) this.#begun.delete(run.id);
    await this.#removeFiles(before);
    this.#tell("changed");
  }

  async forget(id: string): Promise<void> {
    const before = await this.#ask((database) => {
      const { artefacts, contents } = database;
      return database.transaction("rw", artefacts, contents, async () => {
        const content = await contents.get(id);
        await Promise.all([artefacts.delete(id), contents.delete(id)]);
        return content;
      });
    });
    await this.#removeFiles([before]);
    this.#tell("changed");
  }

  async runs(): Promise<readonly EnvelopeRun[]> {
    return this.#ask(({ runs }) => runs.orderBy("started").reverse().limit(LISTED_RUNS).toArray());
  }

  async run(id: string): Promise<EnvelopeRun | null> {
    return (await this.#ask(({ runs }) => runs.get(id))) ?? null;
  }

  async noteTyped(mac: string): Promise<void> {
    await this.#ask(({ typed }) => typed.put({ mac }));
  }

  async wasTyped(mac: string): Promise<boolean> {
    return (await this.#ask(({ typed }) => typed.get(mac))) !== undefined;
  }

  async wipe(): Promise<void> {
    await this.#ask((database) => {
      const { tables, wipes } = database;
      return database.transaction("rw", tables, async () => {
        const count = await wipesOf(database);
        await Promise.all(tables.map((table) => table.clear()));
        await wipes.put({ id: "wipes", count: count + 1 });
      });
    });
    await this.#files.removeAll();
    this.#tell("wiped");
  }

  onChange(listener: (change: DiskChange) => void): void {
    this.#changes?.addEventListener("message", ({ data }: MessageEvent<DiskChange>) => listener(data));
  }

  close(): void {
    this.#ended = true;
    this.#changes?.close();
    this.#files.close();
    this.#database.close();
  }

  /**
   * Every question to the database. An opening that fails, as one may while the site's data is being cleared, leaves Dexie closed for good;
   * here the next question opens it anew.
   */
  async #ask<R>(question: (database: AppDatabase) => PromiseLike<R>): Promise<R> {
    try {
      return await question(this.#database);
    } catch (error) {
      if (this.#ended || !(error instanceof Error) || error.name !== "DatabaseClosedError") throw error;
      await this.#reopen();
      return question(this.#database);
    }
  }

  async #reopen(): Promise<void> {
    const opening = async (): Promise<void> => {
      this.#database.close({ disableAutoOpen: false });
      await this.#database.open();
    };
    this.#reopening ??= opening().finally(() => (this.#reopening = null));
    await this.#reopening;
  }

  async #removeFiles(contents: readonly (Content | undefined)[]): Promise<void> {
    for (const content of contents)
      if (content !== undefined && "file" in content) await this.#files.remove(content.file);
  }

  #tell(change: DiskChange): void {
    this.#changes?.postMessage(change);
  }
}

function channelOf(world: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(`keyglass-app-${world}`);
  } catch {
    return null;
  }
}

const wipesOf = async ({ wipes }: AppDatabase): Promise<number> => (await wipes.get("wipes"))?.count ?? 0;

const isAlike = (row: Artefact | undefined, other: Artefact): boolean => JSON.stringify(row) === JSON.stringify(other);
