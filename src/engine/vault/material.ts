import { base64, concat, fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import type { MaterialRow } from "../keys/rows.ts";
import { encodeHeader, HEADER_BYTES, type BlobHeader } from "./blob.ts";
import { forbidPosting, type Safe } from "./keyring.ts";

const WRAP_IV_BYTES = 12;
/** Binds a derived key to its purpose (RFC 5869 section 3.2). */
const SEAL_INFO = utf8("keyglass/1/symmetric-seal");

/** What a wrapped material is bound to: wrapped bytes moved to another key's row do not open. */
type Binding = Pick<MaterialRow, "keyRow" | "materialId">;

/**
 * New AES-256 material, made by WebCrypto and wrapped under the domain key at once. The extractable handle lives in this function
 * only; the bytes never pass through JavaScript.
 * @returns base64 of IV and wrapped key.
 */
export async function generateMaterial(safe: Safe, binding: Binding): Promise<string> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(WRAP_IV_BYTES));
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, safe.domain, wrapping(iv, binding));
  return base64(concat(iv, new Uint8Array(wrapped)));
}

/** One material of a symmetric KMS key. Verbs, no getters; it cannot be posted anywhere. */
export class KeyMaterial {
  readonly #root: CryptoKey;

  private constructor(root: CryptoKey) {
    this.#root = root;
    forbidPosting(this);
  }

  /** @throws OperationError when the wrapped bytes were altered or belong to another key: an integrity failure, never a wrong key. */
  static async unwrap(safe: Safe, row: MaterialRow): Promise<KeyMaterial> {
    const bytes = fromBase64(row.wrapped);
    const iv = bytes.slice(0, WRAP_IV_BYTES);
    // Straight into an HKDF handle: what comes out can derive one-time keys and nothing else.
    const root = await crypto.subtle.unwrapKey(
      "raw",
      bytes.slice(WRAP_IV_BYTES),
      safe.domain,
      wrapping(iv, row),
      "HKDF",
      false,
      ["deriveKey"],
    );
    return new KeyMaterial(root);
  }

  /** The whole blob. `context`: canonical bytes, authenticated and not encrypted. */
  async seal(header: BlobHeader, context: Bytes, plaintext: Bytes): Promise<Bytes> {
    const head = encodeHeader(header);
    const key = await this.#oneTimeKey(header.nonce, "encrypt");
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: header.iv, additionalData: concat(head, context) },
      key,
      plaintext,
    );
    return concat(head, new Uint8Array(sealed));
  }

  /** The plaintext, or null when the tag does not hold: altered blob or other context. */
  async open(header: BlobHeader, context: Bytes, blob: Bytes): Promise<Bytes | null> {
    const key = await this.#oneTimeKey(header.nonce, "decrypt");
    try {
      const additionalData = concat(blob.subarray(0, HEADER_BYTES), context);
      return new Uint8Array(
        await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: header.iv, additionalData },
          key,
          blob.subarray(HEADER_BYTES),
        ),
      );
    } catch {
      return null;
    }
  }

  #oneTimeKey(nonce: Bytes, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
    return crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: nonce, info: SEAL_INFO },
      this.#root,
      { name: "AES-GCM", length: 256 },
      false,
      [usage],
    );
  }
}

const wrapping = (iv: Bytes, { keyRow, materialId }: Binding): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(`${keyRow}/${materialId}`),
});
