/**
 * Where the bytes of one file go, written in order: Blob parts (the browser keeps them outside this worker's memory), or for
 * large envelopes a file of the origin's private file system, which takes them twice as fast.
 */
import type { Bytes } from "#wire/bytes.ts";

export interface Sink {
  /** Takes the bytes before it returns. @throws the browser's error when the disk is full. */
  write(...parts: readonly Bytes[]): void;
  /** Ends the writing. The content may then be put into a database row; `settle` afterwards. */
  finish(): Promise<Content>;
  /** After the row is committed: lets go of the file. */
  settle(): void;
  /** Drops what was written. */
  discard(): Promise<void>;
}

/** How a database row holds a content: the bytes themselves, or the name of a private file. */
export type Content = { readonly blob: Blob } | { readonly file: string; readonly bytes: number };

export class BlobSink implements Sink {
  readonly #type: string;
  #blobs: Blob[] = [];
  #parts: Bytes[] = [];
  #pending = 0;

  constructor(type: string) {
    this.#type = type;
  }

  write(...parts: readonly Bytes[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#pending += part.length;
    }
    if (this.#pending >= PART) this.#flush();
  }

  finish(): Promise<{ readonly blob: Blob }> {
    this.#flush();
    return Promise.resolve({ blob: new Blob(this.#blobs, { type: this.#type }) });
  }

  settle(): void {
    this.#blobs = [];
  }

  discard(): Promise<void> {
    this.#blobs = [];
    this.#parts = [];
    return Promise.resolve();
  }

  #flush(): void {
    if (this.#pending === 0) return;
    this.#blobs.push(new Blob(this.#parts));
    this.#parts = [];
    this.#pending = 0;
  }
}

/** Bytes that wait in this worker's memory before they become a Blob. */
const PART = 4 * 1024 * 1024;

export class PrivateFileSink implements Sink {
  readonly #directory: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #handle: FileSystemSyncAccessHandle;
  #at = 0;

  /** @throws when this browser has no such files (then use Blobs). */
  static async create(directory: FileSystemDirectoryHandle, name: string): Promise<PrivateFileSink> {
    const file = await directory.getFileHandle(name, { create: true });
    const handle = await file.createSyncAccessHandle();
    return new PrivateFileSink(directory, name, handle);
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
      if (written < part.length) throw new DOMException("The disk took only a part of the bytes.", "QuotaExceededError");
    }
  }

  finish(): Promise<Content> {
    this.#handle.flush();
    return Promise.resolve({ file: this.#name, bytes: this.#at });
  }

  settle(): void {
    // Until here the open handle keeps another tab's sweep of unnamed files away from this one.
    this.#handle.close();
  }

  async discard(): Promise<void> {
    this.#handle.close();
    await this.#directory.removeEntry(this.#name);
  }
}
