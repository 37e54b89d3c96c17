/**
 * What the vault can do with the material of one family of key specs. One file a family; `index.ts` is the list. Material is moved by
 * wrap and unwrap under the world's domain key; where WebCrypto has no path, its bytes exist for one call and are zero-filled
 * (vault/README.md lists these cases).
 */
import { base64, concat, fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../../keys/messages.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import type { BlobHeader } from "../blob.ts";
import type { Safe } from "../keyring.ts";

/** What a wrapped material is bound to: wrapped bytes moved to another key's row do not open. */
export type Binding = Pick<MaterialRow, "keyRow" | "materialId">;
/** A private key is bound to its public half too, so that neither opens beside a stranger. */
type Bound = Binding & Partial<Pick<MaterialRow, "publicKey">>;

export interface WrappedMaterial {
  /** Base64 of IV and the material under the domain key. */
  readonly wrapped: string;
  /** Base64 of the SubjectPublicKeyInfo; null for secret keys. */
  readonly publicKey: string | null;
}

/** `privateKey`: PKCS #8, the caller's to overwrite. `publicKey`: SubjectPublicKeyInfo. */
export interface KeyPairBytes {
  readonly privateKey: Bytes;
  readonly publicKey: Bytes;
}

/** Both halves of a pair that can be exported. */
export async function exported({ privateKey, publicKey }: CryptoKeyPair): Promise<KeyPairBytes> {
  const [pkcs8, spki] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", privateKey),
    crypto.subtle.exportKey("spki", publicKey),
  ]);
  return { privateKey: new Uint8Array(pkcs8), publicKey: new Uint8Array(spki) };
}

export interface MaterialFamily {
  /** New material, wrapped at once. Never blocks other calls. */
  generate(safe: Safe, spec: KeySpec, binding: Binding): Promise<WrappedMaterial>;
  /**
   * Material from its bytes: raw for secret keys, PKCS #8 for private ones. `bytes` are the caller's to overwrite.
   * Null when they are no material of that spec.
   */
  take(safe: Safe, spec: KeySpec, binding: Binding, bytes: Bytes): Promise<WrappedMaterial | null>;
  /** A key pair for a caller, kept nowhere: GenerateDataKeyPair. Absent where AWS makes no data key pairs. */
  pair?(spec: KeySpec): Promise<KeyPairBytes>;
  /** @throws OperationError when the wrapped bytes were altered or belong to another key: an integrity failure, never a wrong key. */
  open(safe: Safe, spec: KeySpec, row: MaterialRow): Promise<KeyMaterial>;
}

/**
 * One material. Verbs, no getters; it cannot be posted anywhere (`forbidPosting`). Which verbs it has follows from its spec; those that
 * judge return null or false for what does not hold.
 */
export interface KeyMaterial {
  /** A whole blob. `context`: canonical bytes, authenticated and not encrypted. */
  seal?(header: BlobHeader, context: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** Null when the tag does not hold: altered blob or other context. */
  open?(header: BlobHeader, context: Bytes, blob: Bytes): Promise<Bytes | null>;
  /** RSAES-OAEP; the bare ciphertext, as long as the modulus. */
  encrypt?(algorithm: string, plaintext: Bytes): Promise<Bytes>;
  decrypt?(algorithm: string, ciphertext: Bytes): Promise<Bytes | null>;
  /** The signature as KMS gives it: DER for ECDSA. `message`: the message, its digest or mu, as `type` says. */
  sign?(algorithm: string, type: MessageType, message: Bytes): Promise<Bytes>;
  verify?(algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<boolean>;
  mac?(message: Bytes): Promise<Bytes>;
  verifyMac?(message: Bytes, mac: Bytes): Promise<boolean>;
  /** ECDH: the x coordinate. Null when the peer's key is no point of the same curve. `peer`: SubjectPublicKeyInfo. */
  agree?(peer: Bytes): Promise<Bytes | null>;
  encapsulate?(): Promise<{ readonly sharedSecret: Bytes; readonly ciphertext: Bytes }>;
  /** Null for a wrong length only; any other wrong ciphertext gives other bytes (FIPS 203 section 6.3). */
  decapsulate?(ciphertext: Bytes): Promise<Bytes | null>;
}

const WRAP_IV_BYTES = 12;
/** The domain key only wraps handles, so bytes take the form of one: HMAC takes any length. */
const ANY_BYTES: HmacImportParams = { name: "HMAC", hash: "SHA-256" };

/** Wraps an extractable handle under the domain key. The handle's maker must not keep it. */
export async function wrapUnder(
  safe: Safe,
  binding: Binding,
  format: "raw" | "pkcs8" | "raw-seed",
  handle: CryptoKey,
  spki: Bytes | null = null,
): Promise<WrappedMaterial> {
  const publicKey = spki === null ? null : base64(spki);
  const iv = crypto.getRandomValues(new Uint8Array(WRAP_IV_BYTES));
  const wrapped = await crypto.subtle.wrapKey(
    format as "raw",
    handle,
    safe.domain,
    wrapping(iv, { ...binding, publicKey }),
  );
  return { wrapped: base64(concat(iv, new Uint8Array(wrapped))), publicKey };
}

/** Wraps material that had to be bytes, and overwrites them. */
export async function wrapBytes(
  safe: Safe,
  binding: Binding,
  bytes: Bytes,
  spki: Bytes | null = null,
): Promise<WrappedMaterial> {
  try {
    const handle = await crypto.subtle.importKey("raw", bytes, ANY_BYTES, true, ["sign"]);
    return await wrapUnder(safe, binding, "raw", handle, spki);
  } finally {
    bytes.fill(0);
  }
}

/** The other way: a handle for `algorithm`, which can be exported only where `extractable` says so. */
export function unwrapUnder(
  safe: Safe,
  row: Bound & Pick<MaterialRow, "wrapped">,
  format: "raw" | "pkcs8" | "raw-seed",
  algorithm: Parameters<SubtleCrypto["unwrapKey"]>[4],
  usages: readonly string[],
  extractable = false,
): Promise<CryptoKey> {
  const bytes = fromBase64(row.wrapped);
  const iv = bytes.slice(0, WRAP_IV_BYTES);
  const wrapped = bytes.slice(WRAP_IV_BYTES);
  return crypto.subtle.unwrapKey(
    format as "raw",
    wrapped,
    safe.domain,
    wrapping(iv, row),
    algorithm,
    extractable,
    usages as KeyUsage[],
  );
}

/** Lends the bytes of a material to `borrow`, for as long as it runs. */
export async function lendBytes<T>(safe: Safe, row: MaterialRow, borrow: (bytes: Bytes) => T | Promise<T>): Promise<T> {
  const handle = await unwrapUnder(safe, row, "raw", ANY_BYTES, ["sign"], true);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("raw", handle));
  try {
    return await borrow(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Handles of one material that are made when first wanted: one WebCrypto key knows one algorithm and one hash. */
export class Handles {
  readonly #kept = new Map<string, Promise<CryptoKey>>();

  get(name: string, make: () => Promise<CryptoKey>): Promise<CryptoKey> {
    let handle = this.#kept.get(name);
    if (handle === undefined) {
      this.#kept.set(name, (handle = make()));
      handle.catch(() => this.#kept.delete(name));
    }
    return handle;
  }
}

/** Resolves when the wrapped bytes and the public half are those that were stored, and of this key. @throws OperationError */
export async function proveIntact(safe: Safe, row: MaterialRow): Promise<void> {
  await unwrapUnder(safe, row, "raw", ANY_BYTES, ["sign"]);
}

function wrapping(iv: Bytes, { keyRow, materialId, publicKey = null }: Bound): AesGcmParams {
  const keyId = keyRow.slice(keyRow.indexOf("/") + 1);
  // Related multi-Region keys share their material, so theirs is bound to the key id that they share.
  const owner = keyId.startsWith("mrk-") ? keyId : keyRow;
  const bound = publicKey === null ? [owner, materialId] : [owner, materialId, publicKey];
  return { name: "AES-GCM", iv, additionalData: utf8(bound.join("/")) };
}
