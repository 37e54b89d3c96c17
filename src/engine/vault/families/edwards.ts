/** ECC_NIST_EDWARDS25519: Ed25519 native where the runtime has it, Ed25519ph by noble. Kept as PKCS #8 (RFC 8410 section 7). */
import { fromBase64, fromHex, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../../keys/messages.ts";
import type { MaterialRow } from "../../keys/rows.ts";
import { forbidPosting, type Safe } from "../keyring.ts";
import { algorithmId, OCTET_STRING, pkcs8, privateOctets, publicBits, spki } from "./der.ts";
import {
  exported,
  Handles,
  lendBytes,
  proveIntact,
  unwrapUnder,
  wrapBytes,
  wrapUnder,
  type KeyMaterial,
  type MaterialFamily,
} from "./family.ts";
import { hasNative } from "./runtime.ts";

const NAME = "Ed25519";
const ALGORITHM = algorithmId("2b6570");
const SEED_BYTES = 32;

const native = (): Promise<boolean> => hasNative(NAME, ["sign", "verify"]);
const noble = () => import("@noble/curves/ed25519.js");

export const edwards: MaterialFamily = {
  async generate(safe, _spec, binding) {
    if (!(await native())) {
      const { privateKey, publicKey } = await nobleKeys();
      return wrapBytes(safe, binding, privateKey, publicKey);
    }
    const { privateKey, publicKey } = await nativeKeys();
    const encoded = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
    return wrapUnder(safe, binding, "pkcs8", privateKey, encoded);
  },
  async take(safe, _spec, binding, bytes) {
    const seed = seedIn(bytes);
    if (seed === null) return null;
    const { ed25519 } = await noble();
    const publicKey = spki(ALGORITHM, new Uint8Array(ed25519.getPublicKey(seed)));
    return wrapBytes(safe, binding, encoded(seed), publicKey);
  },
  async pair() {
    if (!(await native())) return nobleKeys();
    return exported(await nativeKeys());
  },
  async open(safe, _spec, row) {
    await proveIntact(safe, row);
    return new EdwardsMaterial(safe, row, await native());
  },
};

const nativeKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(NAME, true, ["sign", "verify"]);

async function nobleKeys() {
  const { ed25519 } = await noble();
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  const publicKey = spki(ALGORITHM, new Uint8Array(ed25519.getPublicKey(seed)));
  const privateKey = encoded(seed);
  seed.fill(0);
  return { privateKey, publicKey };
}

/** Signs a message with or without WebCrypto, as `native` says; both are the same to whoever verifies. */
export class EdwardsMaterial implements KeyMaterial {
  readonly #safe: Safe;
  readonly #row: MaterialRow;
  readonly #native: boolean;
  readonly #handles = new Handles();

  constructor(safe: Safe, row: MaterialRow, native: boolean) {
    this.#safe = safe;
    this.#row = row;
    this.#native = native;
    forbidPosting(this);
  }

  async sign(_algorithm: string, type: MessageType, message: Bytes): Promise<Bytes> {
    if (type === "RAW" && this.#native) {
      const key = await this.#handles.get("private", () => unwrapUnder(this.#safe, this.#row, "pkcs8", NAME, ["sign"]));
      return new Uint8Array(await crypto.subtle.sign(NAME, key, message));
    }
    const scheme = await this.#scheme(type);
    return lendBytes(this.#safe, this.#row, (bytes) => new Uint8Array(scheme.sign(message, seedIn(bytes) as Bytes)));
  }

  async verify(_algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<boolean> {
    const publicKey = fromBase64(this.#row.publicKey as string);
    if (type === "RAW" && this.#native) {
      const key = await this.#handles.get("public", () =>
        crypto.subtle.importKey("spki", publicKey, NAME, false, ["verify"]),
      );
      return crypto.subtle.verify(NAME, key, signature, message);
    }
    const scheme = await this.#scheme(type);
    try {
      // The strict rules of RFC 8032 section 5.1.7, which are WebCrypto's too.
      return scheme.verify(signature, message, publicBits(publicKey), { zip215: false });
    } catch {
      return false;
    }
  }

  /** KMS treats a digest as the message of Ed25519ph, which hashes it once more (kms-api.md 1.2). */
  async #scheme(type: MessageType) {
    const { ed25519, ed25519ph } = await noble();
    return type === "DIGEST" ? ed25519ph : ed25519;
  }
}

/** The seed stands at the end. */
function encoded(seed: Bytes): Bytes {
  const bytes = pkcs8(ALGORITHM, fromHex(`0420${"00".repeat(SEED_BYTES)}`));
  bytes.set(seed, bytes.length - SEED_BYTES);
  return bytes;
}

/** The seed's bytes inside `bytes`, not copied; null when they are no Ed25519 private key. */
function seedIn(bytes: Bytes): Bytes | null {
  const octets = privateOctets(bytes, ALGORITHM);
  if (octets?.[0] !== OCTET_STRING || octets[1] !== SEED_BYTES || octets.length !== SEED_BYTES + 2) return null;
  return octets.subarray(2);
}
