/** The world behind the port: opened, or made, from memory or from a file, and settled with whom the port was told of. */
import type { DoorRules, Engine, Tools } from "#engine/api.ts";
import { openEngine } from "#engine/engine.ts";
import { newWorld } from "#engine/new-world.ts";
import { drawFrom, letters } from "#engine/ids.ts";
import { MemoryStorage } from "#engine/storage/memory.ts";
import type { Keyring, StoredWorld, WorldStorage } from "#engine/storage/storage.ts";
import { Passphrase } from "#engine/vault/passphrase.ts";
import { Vault } from "#engine/vault/vault.ts";
import { emptyWorld, settleIn, type OneAccount } from "#engine/world/one-account.ts";
import { FileStorage, holdsWorld, sealedKeyringOf } from "./file-storage.ts";

/** Where a world is kept across restarts. */
export interface StoreOptions {
  readonly file: string;
  readonly passphrase: string;
  /** Of PBKDF2, for a new world; the vault's number when left out. */
  readonly iterations?: number;
}

interface Kept {
  readonly file: string;
  readonly passphrase: Passphrase;
}

/** One world, whose engine is replaced when it is reset. */
export class EndpointWorld {
  readonly #wanted: OneAccount;
  readonly #door: DoorRules;
  readonly #tools: Tools;
  readonly #store: Kept | null;
  #engine: Promise<Engine>;

  private constructor(wanted: OneAccount, door: DoorRules, tools: Tools, store: Kept | null) {
    this.#wanted = wanted;
    this.#door = door;
    this.#tools = tools;
    this.#store = store;
    this.#engine = this.#start("as stored");
  }

  /** @throws WrongPassphrase, StorageError */
  static async open(
    wanted: OneAccount,
    door: DoorRules,
    store: StoreOptions | null,
    tools: Tools = realTools(),
  ): Promise<EndpointWorld> {
    const kept =
      store === null
        ? null
        : {
            file: store.file,
            passphrase: await Passphrase.of(
              store.passphrase,
              (await holdsWorld(store.file)) ? sealedKeyringOf(store.file) : undefined,
              store.iterations,
            ),
          };
    const world = new EndpointWorld(wanted, door, tools, kept);
    await world.#engine;
    return world;
  }

  /** The engine of now; while the world is being reset, that of afterwards. */
  get engine(): Promise<Engine> {
    return this.#engine;
  }

  /** Everything forgotten but whom the port was told of. Rejects when no new world could be made: the one that is stored goes on then. */
  async reset(): Promise<void> {
    const before = this.#engine;
    const fresh = (async () => {
      // A world that could not be opened has nothing to close.
      await (await before.catch(() => null))?.close();
      return this.#start("new");
    })();
    this.#engine = fresh.catch(() => this.#start("as stored"));
    await this.#engine.catch(() => {});
    await fresh;
  }

  async close(): Promise<void> {
    await (await this.#engine.catch(() => null))?.close();
  }

  async #start(how: "as stored" | "new"): Promise<Engine> {
    const storage = this.#storage();
    try {
      if (how === "new" || (await storage.load()) === null) await this.#make(storage);
      const before = await loaded(storage);
      const { letters: some, sealText } = this.#makers(before.keyring);
      const changes = await settleIn(before.rows, this.#wanted, { letters: some, sealText });
      await storage.commit({ acts: [], changes, calls: [], clock: before.clock });
      return openEngine({ id: "port", name: "Port" }, await loaded(storage), storage, this.#tools, this.#door);
    } catch (error) {
      storage.close();
      throw error;
    }
  }

  #storage(): WorldStorage {
    if (this.#store === null) return new MemoryStorage();
    const { file, passphrase } = this.#store;
    return new FileStorage(
      file,
      (sealed) => passphrase.open(sealed),
      () => this.#tools.wall(),
    );
  }

  async #make(storage: WorldStorage): Promise<void> {
    const keyring = this.#store === null ? {} : { keyring: await this.#store.passphrase.newKeyring() };
    await storage.create(await newWorld(this.#tools, { seed: emptyWorld(this.#wanted), ...keyring }));
  }

  #makers(keyring: Keyring) {
    const vault = new Vault(keyring);
    return {
      letters: (count: number): string => letters(this.#tools.random, count),
      sealText: (secret: string): Promise<string> => vault.sealText(secret),
    };
  }
}

async function loaded(storage: WorldStorage): Promise<StoredWorld> {
  const stored = await storage.load();
  if (stored === null) throw new Error("A world that was created is there.");
  return stored;
}

/** Time, chance and timers of this process. */
export function realTools(): Tools {
  return {
    wall: () => Date.now(),
    steady: () => performance.now(),
    random: drawFrom((pool) => crypto.getRandomValues(pool)),
    timers: {
      set: (run, ms) => setTimeout(run, ms),
      clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
    },
    report: (error) => console.error("Keyglass engine:", error),
  };
}
