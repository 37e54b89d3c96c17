/**
 * Where the bytes of one file go, written in order: Blob parts (the browser keeps them outside this worker's memory), or for large
 * ones a file of the origin's private file system, which takes them much faster.
 */
import type { Bytes } from "#wire/bytes.ts";

export interface Sink {
  /** Has taken the bytes when it returns. @throws the browser's error when the disk is full. */
  write(...parts: readonly Bytes[]): void;
  /** Ends the writing. */
  finish(): Promise<Content>;
  /** Drops what was written, also after the end. */
  discard(): Promise<void>;
}

/** How a database row holds a content: the bytes themselves, or the name of a private file. */
export type Content = { readonly blob: Blob } | { readonly file: string };

export class BlobSink implements Sink {
  #blobs: Blob[] = [];
  readonly #part: Bytes;
  #filled = 0;

  /** `bytes`: about how many will come. */
  constructor(bytes: number) {
    this.#part = new Uint8Array(Math.min(bytes + 1024, PART));
  }

  write(...parts: readonly Bytes[]): void {
    for (const part of parts) {
      for (let taken = 0; taken < part.length;) {
        if (this.#filled === this.#part.length) this.#flush();
        const some = Math.min(this.#part.length - this.#filled, part.length - taken);
        this.#part.set(part.subarray(taken, taken + some), this.#filled);
        this.#filled += some;
        taken += some;
      }
    }
  }

  finish(): Promise<{ readonly blob: Blob }> {
    this.#flush();
    return Promise.resolve({ blob: new Blob(this.#blobs) });
  }

  discard(): Promise<void> {
    this.#blobs = [];
    this.#part.fill(0);
    return Promise.resolve();
  }

  #flush(): void {
    this.#blobs.push(new Blob([this.#part.subarray(0, this.#filled)]));
    this.#filled = 0;
  }
}

/** Bytes that wait in this worker's memory before they become a Blob. */
const PART = 1024 * 1024;

export class PrivateFileSink implements Sink {
  readonly #directory: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #handle: FileSystemSyncAccessHandle;
  #at = 0;

  /** @throws when this browser has no such files (then use Blobs). */
  static async create(directory: FileSystemDirectoryHandle, name: string): Promise<PrivateFileSink> {
    const file = await directory.getFileHandle(name, { create: true });
    return new PrivateFileSink(directory, name, await file.createSyncAccessHandle());
  }

  private constructor(directory: FileSystemDirectoryHandle, name: string, handle: FileSystemSyncAccessHandle) {
    this.#directory = directory;
    this.#name = name;
    this.#handle = handle;
  }

  write(...parts: readonly Bytes[]): void {
    for (const part of parts) {
      const written = this.#handle.write(part, { at: this.#at });
      this.#at += written;
      if (written < part.length)
        throw new DOMException("The disk took only a part of the bytes.", "QuotaExceededError");
    }
  }

  finish(): Promise<{ readonly file: string }> {
    this.#handle.flush();
    this.#handle.close();
    return Promise.resolve({ file: this.#name });
  }

  async discard(): Promise<void> {
    this.#handle.close(); // nothing happens the second time
    await this.#directory.removeEntry(this.#name);
  }
}
