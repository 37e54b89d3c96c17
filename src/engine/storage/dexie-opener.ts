/** The one opener of databases: schema steps as data, typed failures, no silent re-creation, no wait without end. */
import { Dexie, type Transaction } from "dexie";
import { asStorageError, worthReconnecting } from "./errors.ts";
import { StorageError, type Timers } from "./storage.ts";

/** One step of a schema's history. Steps are only ever added; a store once shipped keeps its step. */
export interface SchemaStep {
  readonly version: number;
  /** Primary keys by store, as Dexie writes them; null removes a store. */
  readonly stores: Readonly<Record<string, string | null>>;
  /** Carries rows from the step before over to this one. Nothing but the transaction may be awaited in it. */
  readonly upgrade?: (transaction: Transaction) => PromiseLike<unknown>;
}

export interface DatabaseOptions {
  /** Without timers nothing ends a wait for a database that never answers. */
  readonly timers?: Timers;
  /** The browser's own, unless given. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: typeof IDBKeyRange;
}

/** Opening and small transactions end within this time; the last second only begins when the rest is over, so that a machine that
 * slept through it does not find its storage declared dead on waking. */
export const PATIENCE_MS = 5_000;
const LAST_SECOND_MS = 1_000;

const DELETED = "The browser's storage of this world has been deleted.";

type Mode = "r" | "rw";

export class Database {
  readonly name: string;
  readonly #steps: readonly SchemaStep[];
  readonly #options: DatabaseOptions;
  readonly #listeners: ((error: StorageError | null) => void)[] = [];
  #dexie: Dexie | null = null;
  #opening: Promise<void> | null = null;
  #mayCreate = false;
  #gone: StorageError | null = null;

  constructor(name: string, steps: readonly SchemaStep[], options: DatabaseOptions) {
    this.name = name;
    this.#steps = steps;
    this.#options = options;
  }

  /** Why every transaction fails from now on, or null. */
  get gone(): StorageError | null {
    return this.#gone;
  }

  /** Hears the error that ends this database for us, or null when the connection died and may be had again. */
  onClosed(listener: (error: StorageError | null) => void): void {
    this.#listeners.push(listener);
  }

  /** @returns false when there is no such database and none may be created. @throws StorageError within `PATIENCE_MS`. */
  async open(may: "create" | "exist"): Promise<boolean> {
    if (this.#gone !== null) throw this.#gone;
    if (this.#dexie?.isOpen() === true) return true;
    this.#mayCreate = may === "create";
    try {
      this.#opening ??= this.#connect().finally(() => {
        this.#opening = null;
      });
      await this.#opening;
      return true;
    } catch (error) {
      if (error instanceof Missing || (error as { inner?: unknown }).inner instanceof Missing) return false;
      throw asStorageError(error);
    }
  }

  /**
   * One transaction over an open database. `work` awaits nothing but the transaction's own requests: an engine other than Chromium
   * commits half of it otherwise, without an error. When the connection proves dead, one new one is tried and `work` runs again, told
   * by `again`: the first try may have been completed all the same.
   */
  async transact<R>(
    mode: Mode,
    stores: readonly string[],
    patience: number,
    work: (transaction: Transaction, again: boolean) => PromiseLike<R>,
  ): Promise<R> {
    for (let again = false; ; again = true) {
      if (this.#gone !== null) throw this.#gone;
      let dexie: Dexie | null = null;
      try {
        if (!(await this.open("exist"))) throw new StorageError("Lost", DELETED);
        const used = (dexie = this.#dexie as Dexie);
        const result = await this.#patiently(patience, () =>
          used.transaction(mode, [...stores], (transaction) => work(transaction, again)),
        );
        // Completed, but the database is on its way out: nobody may be told that it is kept.
        if (mode === "rw" && this.gone?.failure === "Lost") throw this.gone;
        return result;
      } catch (error) {
        if (this.#gone !== null) throw this.#gone;
        if (again || !worthReconnecting(error)) throw asStorageError(error);
        this.#disconnect();
      } finally {
        // Dexie may have opened a dead connection again by itself, after we had let go of it.
        if (dexie !== this.#dexie) dexie?.close();
      }
    }
  }

  async delete(): Promise<void> {
    this.close();
    try {
      await this.#patiently(PATIENCE_MS, () =>
        new Dexie(
          this.name,
          this.#dexieOptions(() => false),
        ).delete({ disableAutoOpen: true }),
      );
    } catch (error) {
      throw asStorageError(error);
    }
  }

  /** Ends this database for us; `reopen` begins anew. */
  close(error: StorageError = new StorageError("Closed", "This storage was closed.")): void {
    this.#gone ??= error;
    this.#disconnect();
  }

  reopen(): void {
    this.#gone = null;
  }

  #disconnect(): void {
    const dexie = this.#dexie;
    this.#dexie = null;
    dexie?.close();
  }

  async #connect(): Promise<void> {
    let abandoned = false;
    const dexie = new Dexie(
      this.name,
      this.#dexieOptions(() => abandoned),
    );
    // Neither liveQuery nor other tabs follow these stores: no bookkeeping of touched ranges, no broadcast of every commit.
    dexie.unuse({ stack: "dbcore", name: "Observability" }).unuse({ stack: "dbcore", name: "Cache" });
    for (const { version, stores, upgrade } of this.#steps) {
      const step = dexie.version(version).stores({ ...stores });
      if (upgrade !== undefined) step.upgrade(upgrade);
    }
    // Only a database that did not exist is populated. Refusing aborts its creation, so that nothing empty is left behind.
    dexie.on("populate", () => {
      if (!this.#mayCreate) throw new Missing();
    });
    dexie.on("versionchange", ({ newVersion }) => {
      const upgraded = newVersion !== null && newVersion > 0;
      this.#end(
        upgraded
          ? new StorageError("FromTheFuture", "A newer version of Keyglass has opened this world; reload to get it.")
          : new StorageError("Lost", DELETED),
      );
      dexie.close();
      // Dexie's own handler would close too, and report it on the console.
      return false;
    });
    dexie.on("blocked", () => false);
    dexie.on("close", () => {
      if (this.#dexie !== dexie) return;
      this.#dexie = null;
      for (const listener of this.#listeners) listener(null);
    });
    try {
      await this.#patiently(PATIENCE_MS, () => dexie.open());
    } catch (error) {
      abandoned = true;
      dexie.close();
      throw error;
    }
    this.#dexie = dexie;
  }

  #end(error: StorageError): void {
    if (this.#gone !== null) return;
    this.close(error);
    for (const listener of this.#listeners) listener(error);
  }

  #dexieOptions(abandoned: () => boolean): ConstructorParameters<typeof Dexie>[1] & object {
    const factory = this.#options.indexedDB ?? globalThis.indexedDB;
    const opener = {
      open: (name: string, version?: number) => {
        // Dexie answers a VersionError by opening whatever version there is, and would then mend the newer schema to ours.
        if (version === undefined) throw new DOMException("The database has a newer version.", "VersionError");
        const request = factory.open(name, version);
        request.addEventListener("success", () => {
          if (abandoned()) request.result.close();
        });
        return request;
      },
      deleteDatabase: (name: string) => factory.deleteDatabase(name),
      // Dexie keeps a database of names of its own where this is missing.
      databases: () => factory.databases(),
    };
    return {
      autoOpen: false,
      cache: "disabled",
      // Every write: `complete` then means flushed, not handed to the operating system.
      chromeTransactionDurability: "strict",
      indexedDB: opener,
      IDBKeyRange: this.#options.IDBKeyRange ?? globalThis.IDBKeyRange,
    };
  }

  /** @throws StorageError `Silent` when `work` has not ended in time; the database is not used any more then, as its state is unknown. */
  async #patiently<R>(patience: number, work: () => PromiseLike<R>): Promise<R> {
    const { timers } = this.#options;
    if (timers === undefined) return work();
    let timer: unknown = null;
    const silence = new Promise<never>((_resolve, reject) => {
      const lose = (): void => {
        const error = new StorageError(
          "Silent",
          `The browser's storage has not answered for ${patience / 1000} seconds; close other tabs of Keyglass and reload.`,
        );
        reject(error);
        this.#end(error);
      };
      timer = timers.set(() => {
        timer = timers.set(lose, LAST_SECOND_MS);
      }, patience - LAST_SECOND_MS);
    });
    try {
      return await Promise.race([work(), silence]);
    } finally {
      timers.clear(timer);
    }
  }
}

/** There is no such database, and none was to be made. */
class Missing extends Error {}
