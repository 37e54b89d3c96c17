/**
 * The external key manager's side of double encryption, simulated: AES-256-GCM with keys that in truth never come near AWS. Here their
 * material lies wrapped under the world's domain key, as every other, and never passes through JavaScript.
 */
import type { Bytes } from "#wire/bytes.ts";
import { TAG_BYTES } from "./blob.ts";
import { unwrapUnder, wrapUnder } from "./families/family.ts";
import type { Safe } from "./keyring.ts";

/** What a proxy's encrypt answers (External Key Store Proxy API Specification, "Encrypt"). */
export interface OuterLayer {
  /** 12 bytes. */
  readonly iv: Bytes;
  /** As long as what was encrypted. */
  readonly ciphertext: Bytes;
  /** 16 bytes. */
  readonly tag: Bytes;
}

export const OUTER_IV_BYTES = 12;

/** A wrapped external key; `id` is what the wrapping is bound to. */
interface Wrapped {
  readonly id: string;
  readonly wrapped: string;
}

const binding = (id: string) => ({ keyRow: id, materialId: "external" });

/** A new external key's material, wrapped: base64. */
export async function newExternalKey(safe: Safe, id: string): Promise<string> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  return (await wrapUnder(safe, binding(id), "raw", fresh)).wrapped;
}

/** `aad`: authenticated, not encrypted. */
export async function sealOuter(safe: Safe, key: Wrapped, aad: Bytes, plaintext: Bytes): Promise<OuterLayer> {
  const iv = crypto.getRandomValues(new Uint8Array(OUTER_IV_BYTES));
  const handle = await unwrap(safe, key, "encrypt");
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, handle, plaintext),
  );
  return { iv, ciphertext: sealed.slice(0, -TAG_BYTES), tag: sealed.slice(-TAG_BYTES) };
}

/** Null when the tag does not hold. */
export async function openOuter(safe: Safe, key: Wrapped, aad: Bytes, outer: OuterLayer): Promise<Bytes | null> {
  const handle = await unwrap(safe, key, "decrypt");
  const sealed = new Uint8Array(outer.ciphertext.length + TAG_BYTES);
  sealed.set(outer.ciphertext);
  sealed.set(outer.tag, outer.ciphertext.length);
  try {
    const how = { name: "AES-GCM", iv: outer.iv, additionalData: aad };
    return new Uint8Array(await crypto.subtle.decrypt(how, handle, sealed));
  } catch {
    return null;
  }
}

const unwrap = (safe: Safe, { id, wrapped }: Wrapped, usage: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  unwrapUnder(safe, { ...binding(id), wrapped }, "raw", "AES-GCM", [usage]);
