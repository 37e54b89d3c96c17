/**
 * ML_KEM_512, 768 and 1024 (FIPS 203): native where the runtime has it, noble elsewhere; few runtimes have 512. Kept as the seed of 64
 * bytes that the key is made of, so that a world opens in any runtime.
 */
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import { SPECS } from "../../keys/specs.ts";
import { forbidPosting, type Safe } from "../keyring.ts";
import { algorithmId, publicBits, spki } from "./der.ts";
import {
  Handles,
  lendBytes,
  proveIntact,
  unwrapUnder,
  wrapBytes,
  wrapUnder,
  type Binding,
  type KeyMaterial,
  type MaterialFamily,
} from "./family.ts";
import { hasNative } from "./runtime.ts";
import { seedIn, seedPkcs8 } from "./seeds.ts";

const SEED_BYTES = 64;
const USAGES = ["encapsulateBits", "decapsulateBits"] as const;
/** NIST's object identifiers, 2.16.840.1.101.3.4.4.1 to 3, and the bytes of a ciphertext (FIPS 203 table 3). */
const SETS: Readonly<Record<number, { readonly algorithm: Bytes; readonly ciphertext: number }>> = {
  512: { algorithm: algorithmId("608648016503040401"), ciphertext: 768 },
  768: { algorithm: algorithmId("608648016503040402"), ciphertext: 1088 },
  1024: { algorithm: algorithmId("608648016503040403"), ciphertext: 1568 },
};
const setOf = (spec: KeySpec) => SETS[SPECS[spec].size] as (typeof SETS)[number];
const nameOf = (spec: KeySpec): string => `ML-KEM-${SPECS[spec].size}`;
const native = (spec: KeySpec): Promise<boolean> => hasNative(nameOf(spec), USAGES);

async function noble(spec: KeySpec) {
  const { ml_kem512, ml_kem768, ml_kem1024 } = await import("@noble/post-quantum/ml-kem.js");
  return spec === "ML_KEM_512" ? ml_kem512 : spec === "ML_KEM_768" ? ml_kem768 : ml_kem1024;
}

/** The verbs of WebCrypto that TypeScript's own types do not know yet (WICG, Modern Algorithms in the Web Cryptography API). */
interface Encapsulating {
  encapsulateBits(
    algorithm: { readonly name: string },
    key: CryptoKey,
  ): Promise<{ readonly sharedKey: ArrayBuffer; readonly ciphertext: ArrayBuffer }>;
  decapsulateBits(algorithm: { readonly name: string }, key: CryptoKey, ciphertext: Bytes): Promise<ArrayBuffer>;
}
const encapsulating = (): Encapsulating => crypto.subtle as unknown as Encapsulating;

export const mlKem: MaterialFamily = {
  async generate(safe, spec, binding) {
    if (!(await native(spec))) return fromSeed(safe, spec, binding, newSeed());
    const made = await crypto.subtle.generateKey({ name: nameOf(spec) }, true, USAGES as unknown as KeyUsage[]);
    const { privateKey, publicKey } = made as CryptoKeyPair;
    const encoded = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
    return wrapUnder(safe, binding, "raw-seed", privateKey, encoded);
  },
  async take(safe, spec, binding, bytes) {
    const { keygen } = await noble(spec);
    const seed = seedIn(bytes, setOf(spec).algorithm, SEED_BYTES, (each) => keygen(each).secretKey);
    return seed === null ? null : fromSeed(safe, spec, binding, seed.slice());
  },
  /** The private key in seed form (kms-api.md 1.2). */
  async pair(spec) {
    const seed = newSeed();
    const publicKey = await publicHalf(spec, seed);
    const privateKey = seedPkcs8(setOf(spec).algorithm, seed);
    seed.fill(0);
    return { privateKey, publicKey };
  },
  async open(safe, spec, row) {
    await proveIntact(safe, row);
    return new MlKemMaterial(safe, spec, row, await native(spec));
  },
};

const newSeed = (): Bytes => crypto.getRandomValues(new Uint8Array(SEED_BYTES));

async function publicHalf(spec: KeySpec, seed: Bytes): Promise<Bytes> {
  const { secretKey, publicKey } = (await noble(spec)).keygen(seed);
  secretKey.fill(0);
  return spki(setOf(spec).algorithm, new Uint8Array(publicKey));
}

/** `seed` is overwritten. */
const fromSeed = async (safe: Safe, spec: KeySpec, binding: Binding, seed: Bytes) =>
  wrapBytes(safe, binding, seed, await publicHalf(spec, seed));

/** Works with or without WebCrypto, as `native` says; the other side cannot tell. */
export class MlKemMaterial implements KeyMaterial {
  readonly #safe: Safe;
  readonly #spec: KeySpec;
  readonly #row: MaterialRow;
  readonly #native: boolean;
  readonly #handles = new Handles();

  constructor(safe: Safe, spec: KeySpec, row: MaterialRow, native: boolean) {
    this.#safe = safe;
    this.#spec = spec;
    this.#row = row;
    this.#native = native;
    forbidPosting(this);
  }

  async encapsulate(): Promise<{ readonly sharedSecret: Bytes; readonly ciphertext: Bytes }> {
    const name = nameOf(this.#spec);
    const publicKey = fromBase64(this.#row.publicKey as string);
    if (this.#native) {
      const key = await this.#handles.get("public", () =>
        crypto.subtle.importKey("spki", publicKey, { name }, false, ["encapsulateBits"] as unknown as KeyUsage[]),
      );
      const { sharedKey, ciphertext } = await encapsulating().encapsulateBits({ name }, key);
      return { sharedSecret: new Uint8Array(sharedKey), ciphertext: new Uint8Array(ciphertext) };
    }
    const { sharedSecret, cipherText } = (await noble(this.#spec)).encapsulate(publicBits(publicKey));
    return { sharedSecret: new Uint8Array(sharedSecret), ciphertext: new Uint8Array(cipherText) };
  }

  async decapsulate(ciphertext: Bytes): Promise<Bytes | null> {
    const name = nameOf(this.#spec);
    if (ciphertext.length !== setOf(this.#spec).ciphertext) return null;
    if (this.#native) {
      const key = await this.#handles.get("private", () =>
        unwrapUnder(this.#safe, this.#row, "raw-seed", { name }, ["decapsulateBits"]),
      );
      return new Uint8Array(await encapsulating().decapsulateBits({ name }, key, ciphertext));
    }
    const { keygen, decapsulate } = await noble(this.#spec);
    return lendBytes(this.#safe, this.#row, (seed) => {
      const { secretKey } = keygen(seed);
      try {
        return new Uint8Array(decapsulate(ciphertext, secretKey));
      } finally {
        secretKey.fill(0);
      }
    });
  }
}
