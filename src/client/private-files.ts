/**
 * The application's files in the origin's private file system: the contents of large envelopes, and opened files that the
 * learner keeps for download. A file's name begins with its owner, a worker that holds a lock of that name while it lives;
 * so whatever no database row names and whose owner is gone is rubbish of a run that was cut off, or was kept by a closed tab.
 */
import { FILES_DEADLINE, PrivateFileSink, type Sink } from "./disk-sinks.ts";
import { inTime, NoAnswerInTime } from "./in-time.ts";

export class PrivateFiles {
  readonly #directoryName: string;
  readonly #owner = crypto.randomUUID();
  #leave: () => void = () => {};
  /** Whether a question found no answer so far: until it does, none is asked, since each would wait in vain. */
  #silent = false;
  /** Whether a file was cleared away while it was written: this worker makes no more of them. */
  #cleared = false;

  constructor(directoryName: string) {
    this.#directoryName = directoryName;
    if (typeof navigator === "undefined" || navigator.locks === undefined) return;
    const gone = new Promise<void>((resolve) => (this.#leave = resolve));
    void navigator.locks.request(lockOf(this.#owner), () => gone);
  }

  /** Null where the browser has no such files. `id`: no two contents of this worker share it. */
  async sink(id: string, bytes: number): Promise<Sink | null> {
    try {
      const making = async (): Promise<Sink | null> => {
        const directory = await this.#directory(true);
        return directory === null
          ? null
          : PrivateFileSink.create(directory, `${this.#owner}.${id}`, bytes, () => (this.#cleared = true));
      };
      if (this.#cleared) return null;
      return await this.#ask(making, (sink) => void sink?.discard().catch(() => {}));
    } catch {
      return null;
    }
  }

  /** Null when there is no such file (any more). @throws NoAnswerInTime */
  async read(name: string): Promise<File | null> {
    try {
      return await this.#ask(async () => {
        const handle = await (await this.#directory(false))?.getFileHandle(name);
        return (await handle?.getFile()) ?? null;
      });
    } catch (error) {
      if (error instanceof NoAnswerInTime) throw error;
      return null;
    }
  }

  async remove(name: string): Promise<void> {
    const removing = async (): Promise<void> => (await this.#directory(false))?.removeEntry(name);
    await this.#ask(removing).catch(() => {}); // in use: the next sweep takes it
  }

  async removeAll(): Promise<void> {
    const removing = async (): Promise<void> =>
      (await privateRoot())?.removeEntry(this.#directoryName, { recursive: true });
    await this.#ask(removing).catch(() => {});
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

  /** `late`: what to do with an answer that came too late. @throws NoAnswerInTime */
  async #ask<T>(question: () => Promise<T>, late: (answer: T) => void = () => {}): Promise<T> {
    if (this.#silent) throw new NoAnswerInTime(SILENT);
    const asked = question();
    try {
      return await inTime(asked, FILES_DEADLINE, late);
    } catch (error) {
      if (!(error instanceof NoAnswerInTime)) throw error;
      this.#silent = true;
      const spoke = (): void => void (this.#silent = false);
      asked.then(spoke, spoke);
      throw new NoAnswerInTime(SILENT);
    }
  }

  async #directory(create: boolean): Promise<FileSystemDirectoryHandle | null> {
    const root = await privateRoot();
    return root === null ? null : root.getDirectoryHandle(this.#directoryName, { create });
  }
}

const SILENT = "The browser's private file system does not answer.";

const lockOf = (owner: string): string => `keyglass-app-files-${owner}`;

/** Null where the browser has no private file system, or not here. */
async function privateRoot(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return null;
  }
}
