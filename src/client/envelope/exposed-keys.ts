import type { SecretPrint } from "#glass/trace.ts";
import type { Bytes } from "#wire/bytes.ts";
import { now } from "../real-time.ts";
import { describe, type Shelf } from "../shelf.ts";
import type { Prints } from "../prints.ts";
import type { RunRecord } from "./run-record.ts";

/** The clear keys of one run, from the answer that brought the first to the moment when none is left. */
export class ExposedKeys {
  readonly #shelf: Shelf;
  readonly #prints: Prints;
  readonly #record: RunRecord;
  readonly #keys: { readonly bytes: Bytes; readonly print: SecretPrint; readonly artefact: string }[] = [];
  /** When the first came; real time. */
  #since = 0;
  #forgotten = false;

  constructor(shelf: Shelf, prints: Prints, record: RunRecord) {
    this.#shelf = shelf;
    this.#prints = prints;
    this.#record = record;
  }

  /** Takes over a clear key of `level`, whose bytes it will overwrite. */
  async take(bytes: Bytes, level: number, depth: number, requestId: string | null): Promise<SecretPrint> {
    if (this.#keys.length === 0) this.#since = now();
    const print = await this.#prints.of(bytes);
    const name = level === depth ? "data key" : `key-encryption key, level ${level}`;
    const artefact = describe({ name, kind: "data-key", place: "memory", bytes: bytes.length, print, requestId });
    this.#shelf.hold(artefact, null);
    this.#keys.push({ bytes, print, artefact: artefact.id });
    return print;
  }

  /** The key of `level`, in clear. */
  key(level: number): { readonly bytes: Bytes; readonly print: SecretPrint } {
    const key = this.#keys[level - 1];
    if (key === undefined) throw new RangeError(`There is no key of level ${level}.`);
    return key;
  }

  /** Overwrites the bytes. Handles made from them may still be in use. */
  overwrite(): void {
    for (const { bytes } of this.#keys) bytes.fill(0);
  }

  /** Says that no byte and no handle is left. Nothing happens the second time. */
  forget(): void {
    this.overwrite();
    if (this.#forgotten || this.#keys.length === 0) return;
    this.#forgotten = true;
    for (const { artefact } of this.#keys) this.#shelf.overwritten(artefact);
    const at = now();
    this.#record.add({ kind: "forgot", at, keys: this.#keys.map(({ print }) => print), exposedMs: at - this.#since });
  }
}
