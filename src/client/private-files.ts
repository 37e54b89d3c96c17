/**
 * The application's files in the origin's private file system: the contents of large envelopes, and opened files that the
 * learner keeps for download. A file's name begins with its owner, a worker that holds a lock of that name while it lives;
 * so whatever no database row names and whose owner is gone is rubbish of a run that was cut off, or was kept by a closed tab.
 */
import { PrivateFileSink, type Sink } from "./disk-sinks.ts";

export class PrivateFiles {
  readonly #directoryName: string;
  readonly #owner = crypto.randomUUID();
  #leave: () => void = () => {};

  constructor(directoryName: string) {
    this.#directoryName = directoryName;
    if (typeof navigator === "undefined" || navigator.locks === undefined) return;
    const gone = new Promise<void>((resolve) => (this.#leave = resolve));
    void navigator.locks.request(lockOf(this.#owner), () => gone);
  }

  /** Null where the browser has no such files. `id`: no two contents of this worker share it. */
  async sink(id: string): Promise<Sink | null> {
    try {
      const directory = await this.#directory(true);
      return directory === null ? null : await PrivateFileSink.create(directory, `${this.#owner}.${id}`);
    } catch {
      return null;
    }
  }

  /** Null when there is no such file (any more). */
  async read(name: string): Promise<File | null> {
    try {
      const handle = await (await this.#directory(false))?.getFileHandle(name);
      return (await handle?.getFile()) ?? null;
    } catch {
      return null;
    }
  }

  async remove(name: string): Promise<void> {
    const directory = await this.#directory(false).catch(() => null);
    await directory?.removeEntry(name).catch(() => {}); // in use: the next sweep takes it
  }

  async removeAll(): Promise<void> {
    const root = await privateRoot();
    await root?.removeEntry(this.#directoryName, { recursive: true }).catch(() => {});
  }

  /** Removes rubbish. `named`: whether a database row names that file. */
  async sweep(named: (file: string) => Promise<boolean>): Promise<void> {
    const directory = await this.#directory(false).catch(() => null);
    if (directory === null) return;
    const names: string[] = [];
    for await (const name of directory.keys()) names.push(name);
    // First the locks, then the rows: an owner that is gone writes no more rows.
    const { held = [] } = await navigator.locks.query();
    const alive = new Set(held.map(({ name }) => name));
    for (const name of names) {
      const [owner = ""] = name.split(".");
      if (owner === this.#owner || alive.has(lockOf(owner)) || (await named(name))) continue;
      await this.remove(name);
    }
  }

  close(): void {
    this.#leave();
  }

  async #directory(create: boolean): Promise<FileSystemDirectoryHandle | null> {
    const root = await privateRoot();
    return root === null ? null : root.getDirectoryHandle(this.#directoryName, { create });
  }
}

const lockOf = (owner: string): string => `keyglass-app-files-${owner}`;

/** Null where the browser has no private file system, or not here. */
async function privateRoot(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return null;
  }
}
