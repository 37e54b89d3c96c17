import { base64, fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import type { SecretPrint } from "#glass/trace.ts";
import type { KeySpec, MaterialRow } from "../keys/rows.ts";
import type * as Enclaves from "./enclaves.ts";
import type { KeyMaterial } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import { Safe } from "./keyring.ts";
import { oneTimeCode } from "./totp.ts";
import type { Keyring } from "../storage/storage.ts";

/** Unwrapped handles kept for reuse: an HSM holds its keys in memory too. */
const HANDLES_KEPT = 1_000;
const PRINTS_KEPT = 200;

/** One world's vault: hands out verbs, never bytes of key material. */
export class Vault {
  readonly safe: Safe;
  readonly #handles = new Map<string, { readonly wrapped: string; readonly material: Promise<KeyMaterial> }>();

  readonly #prints = new Map<string, Promise<SecretPrint>>();

  constructor(keyring: Keyring) {
    this.safe = new Safe(keyring);
  }

  static newKeyring(): Promise<Keyring> {
    return Safe.create();
  }

  material(spec: KeySpec, row: MaterialRow): Promise<KeyMaterial> {
    const kept = this.#handles.get(row.id);
    if (kept !== undefined && kept.wrapped === row.wrapped) return kept.material;
    const material = familyOf(spec).open(this.safe, spec, row);
    if (this.#handles.size >= HANDLES_KEPT) this.#handles.delete(this.#handles.keys().next().value as string);
    this.#handles.set(row.id, { wrapped: row.wrapped, material });
    material.catch(() => this.#handles.delete(row.id));
    return material;
  }

  /** Destroyed material must not live on as a handle. */
  forget(materialRowIds: Iterable<string>): void {
    for (const id of materialRowIds) this.#handles.delete(id);
  }

  /** What answers enclaves: rarely wanted, so loaded when it is. */
  enclaves(): Promise<typeof Enclaves> {
    return import("./enclaves.ts");
  }

  print(bytes: Bytes): Promise<SecretPrint> {
    return this.safe.print(bytes);
  }

  /** Print of a secret as it stands on the wire. Text that is no base64 is printed as text. */
  async printBase64(encoded: string): Promise<SecretPrint> {
    try {
      return await this.safe.print(fromBase64(encoded));
    } catch {
      return this.printText(encoded);
    }
  }

  /** Session tokens come with every call, so their prints are kept. */
  printText(secret: string): Promise<SecretPrint> {
    let print = this.#prints.get(secret);
    if (print === undefined) {
      if (this.#prints.size >= PRINTS_KEPT) this.#prints.clear();
      this.#prints.set(secret, (print = this.safe.print(utf8(secret))));
    }
    return print;
  }

  sealText(secret: string): Promise<string> {
    return this.safe.sealText(secret);
  }

  openText(sealed: string): Promise<string> {
    return this.safe.openText(sealed);
  }

  /** Six digits, of an MFA device whose seed, as base64, is sealed here. */
  async oneTimeCode(sealedSeed: string, step: number): Promise<string> {
    const seed = fromBase64(await this.openText(sealedSeed));
    try {
      return await oneTimeCode(seed, step);
    } finally {
      seed.fill(0);
    }
  }

  /** Whether two sealed texts hold the same secret. */
  async sameText(sealed: string, other: string): Promise<boolean> {
    const [a, b] = await Promise.all([this.openText(sealed), this.openText(other)]);
    return a === b;
  }

  /** Base64 of the print key, for the application over the wire. */
  async printKey(): Promise<string> {
    const bytes = await this.safe.printKey();
    try {
      return base64(bytes);
    } finally {
      bytes.fill(0);
    }
  }
}
