/**
 * Where the bytes of one file go, written in order: Blob parts (the browser keeps them outside this worker's memory), or for large
 * ones a file of the origin's private file system, which takes them much faster.
 */
import type { Bytes } from "#wire/bytes.ts";
import { inTime } from "./in-time.ts";

export interface Sink {
  /** Has taken the bytes when it returns. @throws the browser's error when the disk is full. */
  write(...parts: readonly Bytes[]): void;
  /** Ends the writing. */
  finish(): Promise<Content>;
  /** Drops what was written, also after the end. */
  discard(): Promise<void>;
}

/** How a database row holds a content: the bytes themselves, in either form, or the name of a private file. */
export type Content = { readonly blob: Blob } | { readonly bytes: ArrayBuffer } | { readonly file: string };

/** Bytes that wait in this worker's memory: each hand-over costs a message to another process, whatever it brings. */
const PART = 1024 * 1024;

abstract class PartSink implements Sink {
  readonly #part: Bytes;
  readonly #whole: number;
  #filled = 0;

  /** `bytes`: about how many will come. `whole`: what is as long as this does not wait with others, and is not copied. */
  constructor(bytes: number, whole = Number.POSITIVE_INFINITY) {
    this.#part = new Uint8Array(Math.min(bytes + 1024, PART));
    this.#whole = whole;
  }

  /** Takes bytes that are overwritten next. */
  protected abstract take(bytes: Bytes): void;
  abstract finish(): Promise<Content>;
  abstract discard(): Promise<void>;

  write(...parts: readonly Bytes[]): void {
    for (const part of parts) {
      if (part.length >= this.#whole) {
        if (this.#filled > 0) this.flush();
        this.take(part);
        continue;
      }
      for (let taken = 0; taken < part.length;) {
        if (this.#filled === this.#part.length) this.flush();
        const some = Math.min(this.#part.length - this.#filled, part.length - taken);
        this.#part.set(part.subarray(taken, taken + some), this.#filled);
        this.#filled += some;
        taken += some;
      }
    }
  }

  protected flush(): void {
    this.take(this.#part.subarray(0, this.#filled));
    this.forget();
  }

  protected forget(): void {
    this.#part.fill(0, 0, this.#filled);
    this.#filled = 0;
  }
}

export class BlobSink extends PartSink {
  #blobs: Blob[] = [];

  protected take(bytes: Bytes): void {
    this.#blobs.push(new Blob([bytes]));
  }

  finish(): Promise<{ readonly blob: Blob }> {
    this.flush();
    return Promise.resolve({ blob: new Blob(this.#blobs) });
  }

  discard(): Promise<void> {
    this.#blobs = [];
    this.forget();
    return Promise.resolve();
  }
}

/**
 * Ms for one question about private files. When the site's data is cleared at a bad moment, Chromium answers no question about their
 * folder any more, until the browser is started anew.
 */
export const FILES_DEADLINE = 3_000;

/** The browser's storage was cleared while a file was being written: what was written so far is gone. */
export class StorageCleared extends Error {
  override readonly name = "StorageCleared";
}

/** A private file takes so much as fast in one piece as together with more. */
const WHOLE = 64 * 1024;

/** So much may lie between two commits to the device, so that the last one does not take long, whatever the file's size. */
const FLUSH_EVERY = 64 * 1024 * 1024;

/**
 * A file of the origin's private file system, written with synchronous calls. In Chromium, once the site's data was cleared, writing
 * goes on into nowhere, and `close` is never answered: the worker would stand still for good. So a file is closed only while it is there.
 */
export class PrivateFileSink extends PartSink {
  readonly #directory: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #handle: FileSystemSyncAccessHandle;
  readonly #reserved: number;
  readonly #onCleared: () => void;
  #at = 0;
  #flushed = 0;
  #closed = false;

  /**
   * `bytes`: about how many will come. `onCleared`: told when the file is found gone. Clearing goes on for a second or so, and another
   * new file may be caught by it too.
   * @throws when this browser has no such files (then use Blobs).
   */
  static async create(
    directory: FileSystemDirectoryHandle,
    name: string,
    bytes: number,
    onCleared: () => void,
  ): Promise<PrivateFileSink> {
    const file = await directory.getFileHandle(name, { create: true });
    return new PrivateFileSink(directory, name, await file.createSyncAccessHandle(), bytes, onCleared);
  }

  private constructor(
    directory: FileSystemDirectoryHandle,
    name: string,
    handle: FileSystemSyncAccessHandle,
    bytes: number,
    onCleared: () => void,
  ) {
    super(bytes, WHOLE);
    this.#directory = directory;
    this.#name = name;
    this.#handle = handle;
    this.#reserved = bytes;
    this.#onCleared = onCleared;
    try {
      handle.truncate(bytes); // a file of its full length takes bytes twice as fast as one that grows
    } catch {
      // No room: the writing tells.
    }
  }

  protected take(bytes: Bytes): void {
    const written = this.#handle.write(bytes, { at: this.#at });
    this.#at += written;
    if (written < bytes.length) throw new DOMException("The disk took only a part of the bytes.", "QuotaExceededError");
    if (this.#at - this.#flushed < FLUSH_EVERY) return;
    this.#handle.flush();
    this.#flushed = this.#at;
  }

  /** @throws StorageCleared */
  async finish(): Promise<{ readonly file: string }> {
    this.flush();
    this.#handle.flush();
    await this.#close();
    return { file: this.#name };
  }

  /** @throws StorageCleared when there is nothing left to drop */
  async discard(): Promise<void> {
    this.forget();
    await this.#close();
    await inTime(this.#directory.removeEntry(this.#name), FILES_DEADLINE);
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await inTime(this.#directory.getFileHandle(this.#name), FILES_DEADLINE).catch((error: unknown) => {
      this.#onCleared();
      throw new StorageCleared("The file is gone from the browser's private file system.", { cause: error });
    });
    if (this.#at < this.#reserved) {
      this.#handle.truncate(this.#at);
      this.#handle.flush();
    }
    this.#handle.close();
  }
}
