/** SYMMETRIC_DEFAULT: 256 bits that derive one-time AES-256-GCM keys and do nothing else. */
import { concat, passing, utf8, type Bytes } from "#wire/bytes.ts";
import { encodeHeader, HEADER_BYTES, type BlobHeader } from "../blob.ts";
import { forbidPosting, subtle } from "../keyring.ts";
import { unwrapUnder, wrapUnder, type KeyMaterial, type MaterialFamily } from "./family.ts";

/** Binds a derived key to its purpose (RFC 5869 section 3.2). */
const SEAL_INFO = utf8("keyglass/1/symmetric-seal");
const KEY_BYTES = 32;
const AES_256 = { name: "AES-GCM", length: 256 };

export const symmetric: MaterialFamily = {
  async generate(safe, _spec, binding) {
    // The extractable handle lives in this call only; the bytes never pass through JavaScript.
    const fresh = await subtle.generateKey(AES_256, true, ["encrypt"]);
    return wrapUnder(safe, binding, "raw", fresh);
  },
  async take(safe, _spec, binding, bytes) {
    if (bytes.length !== KEY_BYTES) return null;
    return wrapUnder(safe, binding, "raw", await subtle.importKey("raw", bytes, "AES-GCM", true, ["encrypt"]));
  },
  // Straight into an HKDF handle: what comes out can derive one-time keys and nothing else.
  open: async (safe, _spec, row) => new SymmetricMaterial(await unwrapUnder(safe, row, "raw", "HKDF", ["deriveKey"])),
};

class SymmetricMaterial implements KeyMaterial {
  readonly #root: CryptoKey;

  constructor(root: CryptoKey) {
    this.#root = root;
    forbidPosting(this);
  }

  async seal(header: BlobHeader, context: Bytes, plaintext: Bytes): Promise<Bytes> {
    const head = encodeHeader(header);
    const key = await this.#oneTimeKey(header.nonce, "encrypt");
    const sealed = await subtle.encrypt(
      { name: "AES-GCM", iv: header.iv, additionalData: passing(head, context) },
      key,
      plaintext,
    );
    return concat(head, new Uint8Array(sealed));
  }

  async open(header: BlobHeader, context: Bytes, blob: Bytes): Promise<Bytes | null> {
    const key = await this.#oneTimeKey(header.nonce, "decrypt");
    try {
      const additionalData = passing(blob.subarray(0, HEADER_BYTES), context);
      return new Uint8Array(
        await subtle.decrypt({ name: "AES-GCM", iv: header.iv, additionalData }, key, blob.subarray(HEADER_BYTES)),
      );
    } catch {
      return null;
    }
  }

  #oneTimeKey(nonce: Bytes, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: nonce, info: SEAL_INFO };
    return subtle.deriveKey(hkdf, this.#root, AES_256, false, [usage]);
  }
}
