import type { SecretPrint } from "#glass/trace.ts";
import type { Bytes } from "#wire/bytes.ts";
import { nestedKeyName } from "#words/nested-key.ts";
import { now } from "../real-time.ts";
import { describe, type Shelf } from "../shelf.ts";
import type { Prints } from "../prints.ts";
import type { RunRecord } from "./run-record.ts";

interface Answer {
  readonly requestId: string;
  /** Real time, ms since 1970. */
  readonly answered: number;
}

/** The clear keys of one run, from the answer that brought the first to the moment when none is left. */
export class ExposedKeys {
  readonly #shelf: Shelf;
  readonly #prints: Prints;
  readonly #record: RunRecord;
  readonly #keys: { readonly bytes: Bytes; readonly print: SecretPrint; readonly artefact: string }[] = [];
  /** When KMS answered with the first; real time. */
  #since = 0;
  #bytesMs: number | null = null;
  #forgotten = false;

  constructor(shelf: Shelf, prints: Prints, record: RunRecord) {
    this.#shelf = shelf;
    this.#prints = prints;
    this.#record = record;
  }

  /** Takes over a clear key of `level`, whose bytes it will overwrite. `answer`: that of KMS which brought it, or null. */
  take(bytes: Bytes, level: number, depth: number, answer: Answer | null): SecretPrint {
    // The bytes were in this worker since the answer came, not since somebody took them.
    if (answer !== null) this.#since = answer.answered;
    const { answered: since = now(), requestId = null } = answer ?? {};
    const print = this.#prints.of(bytes);
    const artefact = describe({
      name: nestedKeyName(level, depth),
      kind: "data-key",
      place: "memory",
      bytes: bytes.length,
      print,
      requestId,
      since,
    });
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

  /** Overwrites the bytes; handles made from them may still be in use. Returns how long the bytes had been here, ms. */
  overwrite(): number {
    for (const { bytes } of this.#keys) bytes.fill(0);
    if (this.#bytesMs === null && this.#keys.length > 0) {
      const at = now();
      this.#bytesMs = at - this.#since;
      for (const { artefact } of this.#keys) this.#shelf.overwritten(artefact);
      this.#record.add({ kind: "overwritten", at, bytesMs: this.#bytesMs });
    }
    return this.#bytesMs ?? 0;
  }

  /** Says that no byte and no handle is left. Nothing happens the second time. */
  forget(): void {
    const bytesMs = this.overwrite();
    if (this.#forgotten || this.#keys.length === 0) return;
    this.#forgotten = true;
    const at = now();
    const keys = this.#keys.map(({ print }) => print);
    this.#record.add({ kind: "forgot", at, keys, exposure: { bytesMs, handlesMs: at - this.#since } });
  }
}
