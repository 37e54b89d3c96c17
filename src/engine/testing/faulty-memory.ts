/** The in-memory storage with hands on its failures and on its time. */
import { MemoryDisk, MemoryStorage } from "../storage/memory.ts";
import { StorageError, type Batch, type NewWorld, type StorageFailure, type StoredWorld } from "../storage/storage.ts";

export class FaultyMemory extends MemoryStorage {
  readonly #disk: MemoryDisk;
  readonly #failures: StorageFailure[] = [];
  #held: Promise<void> | null = null;

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    super(disk);
    this.#disk = disk;
  }

  /** The next transaction that writes fails whole, as the store would fail it. Several calls queue up. */
  failNext(failure: StorageFailure): void {
    this.#failures.push(failure);
  }

  /** Somebody clears the site's data under us. */
  wipe(): void {
    this.#disk.world = null;
  }

  /** Transactions that write begin but do not complete before the returned function is called. */
  hold(): () => void {
    let release = (): void => {};
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      this.#held = null;
      release();
    };
  }

  override async load(): Promise<StoredWorld | null> {
    await this.#begin();
    return super.load();
  }

  override async create(world: NewWorld): Promise<void> {
    await this.#begin();
    return super.create(world);
  }

  override async commit(batch: Batch): Promise<void> {
    await this.#begin();
    return super.commit(batch);
  }

  override async pin(ids: readonly string[]): Promise<void> {
    await this.#begin();
    return super.pin(ids);
  }

  async #begin(): Promise<void> {
    await this.#held;
    const failure = this.#failures.shift();
    if (failure === "Lost") this.wipe();
    else if (failure !== undefined) throw new StorageError(failure, `The store failed: ${failure}.`);
  }
}

/** Acts of that name fail at the disk, until the returned function is called. */
export function failAt(storage: FaultyMemory, name: string, failure: StorageFailure): () => void {
  const commit = storage.commit.bind(storage);
  storage.commit = async (batch) => {
    if (batch.acts.some((act) => act.name === name)) throw new StorageError(failure, "The disk is broken.");
    return commit(batch);
  };
  return () => (storage.commit = commit);
}
