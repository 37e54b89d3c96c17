/** Which worlds this origin has: a small database of its own, so that none has to be opened to list them. */
import type { Table } from "dexie";
import type { WorldSummary } from "#glass/views.ts";
import { Database, PATIENCE_MS, type DatabaseOptions } from "./dexie-opener.ts";
import { REGISTRY_DATABASE, REGISTRY_STEPS } from "./dexie-schema.ts";
import type { WorldRegistry } from "./storage.ts";

export class DexieRegistry implements WorldRegistry {
  readonly #options: DatabaseOptions;
  #database: Database;

  constructor(options: DatabaseOptions = {}) {
    this.#options = options;
    this.#database = this.#fresh();
  }

  /** Oldest first. */
  async list(): Promise<readonly WorldSummary[]> {
    const worlds = await this.#transact("r", (table) => table.toArray());
    return worlds.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  async put(world: WorldSummary): Promise<void> {
    const { id, name, created } = world;
    await this.#transact("rw", (table) => table.put({ id, name, created }));
  }

  async remove(id: string): Promise<void> {
    await this.#transact("rw", (table) => table.delete(id));
  }

  /** Nothing is remembered from one call to the next, so a registry that was cleared is simply an empty one. */
  async #transact<R>(mode: "r" | "rw", work: (table: Table<WorldSummary, string>) => PromiseLike<R>): Promise<R> {
    if (this.#database.gone !== null && this.#database.gone.failure !== "FromTheFuture") this.#database = this.#fresh();
    await this.#database.open("create");
    return this.#database.transact(mode, ["worlds"], PATIENCE_MS, (transaction) =>
      work(transaction.table<WorldSummary, string>("worlds")),
    );
  }

  #fresh(): Database {
    return new Database(REGISTRY_DATABASE, REGISTRY_STEPS, this.#options);
  }
}
