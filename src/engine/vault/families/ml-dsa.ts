/**
 * ML_DSA_44, 65 and 87 (FIPS 204): native where the runtime has it, noble elsewhere and for EXTERNAL_MU. Kept as the seed of 32 bytes
 * that the key is made of, so that a world opens in any runtime.
 */
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../../keys/messages.ts";
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
import { seedIn } from "./seeds.ts";

const SEED_BYTES = 32;
/** NIST's object identifiers: 2.16.840.1.101.3.4.3.17 to 19. */
const ALGORITHMS: Readonly<Record<number, Bytes>> = {
  44: algorithmId("608648016503040311"),
  65: algorithmId("608648016503040312"),
  87: algorithmId("608648016503040313"),
};
const algorithmOf = (spec: KeySpec): Bytes => ALGORITHMS[SPECS[spec].size] as Bytes;
const nameOf = (spec: KeySpec): string => `ML-DSA-${SPECS[spec].size}`;
const native = (spec: KeySpec): Promise<boolean> => hasNative(nameOf(spec), ["sign", "verify"]);

async function noble(spec: KeySpec) {
  const { ml_dsa44, ml_dsa65, ml_dsa87 } = await import("@noble/post-quantum/ml-dsa.js");
  return spec === "ML_DSA_44" ? ml_dsa44 : spec === "ML_DSA_65" ? ml_dsa65 : ml_dsa87;
}

export const mlDsa: MaterialFamily = {
  async generate(safe, spec, binding) {
    if (!(await native(spec))) return fromSeed(safe, spec, binding, crypto.getRandomValues(new Uint8Array(SEED_BYTES)));
    const made = await crypto.subtle.generateKey({ name: nameOf(spec) }, true, ["sign", "verify"]);
    const { privateKey, publicKey } = made as CryptoKeyPair;
    const encoded = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
    return wrapUnder(safe, binding, "raw-seed", privateKey, encoded);
  },
  async take(safe, spec, binding, bytes) {
    const { keygen } = await noble(spec);
    const seed = seedIn(bytes, algorithmOf(spec), SEED_BYTES, (each) => keygen(each).secretKey);
    return seed === null ? null : fromSeed(safe, spec, binding, seed.slice());
  },
  async open(safe, spec, row) {
    await proveIntact(safe, row);
    return new MlDsaMaterial(safe, spec, row, await native(spec));
  },
};

/** `seed` is overwritten. */
async function fromSeed(safe: Safe, spec: KeySpec, binding: Binding, seed: Bytes) {
  const { secretKey, publicKey } = (await noble(spec)).keygen(seed);
  secretKey.fill(0);
  return wrapBytes(safe, binding, seed, spki(algorithmOf(spec), new Uint8Array(publicKey)));
}

/** Signs a message with or without WebCrypto, as `native` says; both are the same to whoever verifies. */
export class MlDsaMaterial implements KeyMaterial {
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

  async sign(_algorithm: string, type: MessageType, message: Bytes): Promise<Bytes> {
    const name = nameOf(this.#spec);
    if (type === "RAW" && this.#native) {
      const key = await this.#handles.get("private", () =>
        unwrapUnder(this.#safe, this.#row, "raw-seed", { name }, ["sign"]),
      );
      return new Uint8Array(await crypto.subtle.sign({ name }, key, message));
    }
    const { keygen, sign, internal } = await noble(this.#spec);
    return lendBytes(this.#safe, this.#row, (seed) => {
      const { secretKey } = keygen(seed);
      try {
        return new Uint8Array(
          type === "RAW" ? sign(message, secretKey) : internal.sign(message, secretKey, { externalMu: true }),
        );
      } finally {
        secretKey.fill(0);
      }
    });
  }

  async verify(_algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<boolean> {
    const name = nameOf(this.#spec);
    const publicKey = fromBase64(this.#row.publicKey as string);
    if (type === "RAW" && this.#native) {
      const key = await this.#handles.get("public", () =>
        crypto.subtle.importKey("spki", publicKey, { name }, false, ["verify"]),
      );
      return crypto.subtle.verify({ name }, key, signature, message);
    }
    const { verify, internal, lengths } = await noble(this.#spec);
    if (signature.length !== lengths.signature) return false;
    const bits = publicBits(publicKey);
    return type === "RAW"
      ? verify(signature, message, bits)
      : internal.verify(signature, message, bits, { externalMu: true });
  }
}
