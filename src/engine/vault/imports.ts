/**
 * Importing key material: the wrapping key that its owner encrypts under, the token that ties it to one KMS key, and the way of the
 * material into the vault. Nothing of it is kept between the two calls: the token carries the wrapping key, sealed.
 */
import { base64, fromBase64, hex, utf8, type Bytes } from "#wire/bytes.ts";
import { expiredImportToken, incorrectKeyMaterial, invalidCiphertext, invalidImportToken } from "../errors.ts";
import type { KeySpec } from "../keys/rows.ts";
import { SPECS } from "../keys/specs.ts";
import { unwrapUnder, wrapUnder, type Binding, type WrappedMaterial } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import type { Safe } from "./keyring.ts";

export interface WrappingKey {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
  readonly token: Bytes;
}

/** What the token holds, sealed under the world's secrets key. */
interface Ticket {
  readonly keyRow: string;
  readonly algorithm: string;
  /** Of the wrapping key's modulus. */
  readonly bits: number;
  /** World time in ms. */
  readonly expires: number;
  /** The wrapping key's private half, wrapped as material is, bound to this ticket. */
  readonly wrapped: string;
  readonly id: string;
}

/** What came of an import; a name for what was wrong with it. */
export type Imported =
  | { readonly materialId: string; readonly made: WrappedMaterial }
  | "wrong token"
  | "expired token"
  | "wrong ciphertext"
  | "wrong material";

/** What AWS answers to each. */
export const IMPORT_REFUSALS: Readonly<Record<Extract<Imported, string>, () => Error>> = {
  "wrong token": invalidImportToken,
  "expired token": expiredImportToken,
  "wrong ciphertext": invalidCiphertext,
  "wrong material": incorrectKeyMaterial,
};

const OAEP: Readonly<Record<string, "SHA-1" | "SHA-256">> = {
  RSAES_OAEP_SHA_1: "SHA-1",
  RSAES_OAEP_SHA_256: "SHA-256",
  RSA_AES_KEY_WRAP_SHA_1: "SHA-1",
  RSA_AES_KEY_WRAP_SHA_256: "SHA-256",
};

/** `id`: fresh, so that no two wrapping keys are bound alike. */
export async function newWrappingKey(
  safe: Safe,
  asked: { readonly keyRow: string; readonly algorithm: string; readonly bits: number; readonly expires: number },
  id: string,
): Promise<WrappingKey> {
  const { keyRow, algorithm, bits, expires } = asked;
  const rsa = {
    name: "RSA-OAEP",
    modulusLength: bits,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: OAEP[algorithm] ?? "SHA-256",
  };
  const pair = await crypto.subtle.generateKey(rsa, true, ["decrypt", "encrypt"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const { wrapped } = await wrapUnder(safe, { keyRow, materialId: id }, "pkcs8", pair.privateKey);
  const ticket: Ticket = { keyRow, algorithm, bits, expires, wrapped, id };
  return { publicKey, token: fromBase64(await safe.sealText(JSON.stringify(ticket))) };
}

/** Takes encrypted material into the vault, for the key in `keyRow` at world time `now`. */
export async function importMaterial(
  safe: Safe,
  key: { readonly id: string; readonly keyId: string; readonly spec: KeySpec },
  token: Bytes,
  encrypted: Bytes,
  now: number,
): Promise<Imported> {
  const ticket = await readTicket(safe, token);
  if (ticket === null || ticket.keyRow !== key.id) return "wrong token";
  if (now >= ticket.expires) return "expired token";
  const bytes = await decrypted(safe, ticket, encrypted);
  if (bytes === null) return "wrong ciphertext";
  // Of no bytes at all no id can be made, and no spec is so short.
  if (bytes.length === 0) return "wrong material";
  try {
    const materialId = await idOf(key.keyId, bytes);
    const binding: Binding = { keyRow: key.id, materialId };
    const made = await familyOf(key.spec).take(safe, key.spec, binding, bytes);
    return made === null ? "wrong material" : { materialId, made };
  } finally {
    bytes.fill(0);
  }
}

async function readTicket(safe: Safe, token: Bytes): Promise<Ticket | null> {
  try {
    return JSON.parse(await safe.openText(base64(token))) as Ticket;
  } catch {
    return null;
  }
}

/** The material's bytes; they exist until the caller overwrites them. Null when the wrapping does not open. */
async function decrypted(safe: Safe, ticket: Ticket, encrypted: Bytes): Promise<Bytes | null> {
  const hash = OAEP[ticket.algorithm] ?? "SHA-256";
  const row = { keyRow: ticket.keyRow, materialId: ticket.id, wrapped: ticket.wrapped };
  const wrappingKey = await unwrapUnder(safe, row, "pkcs8", { name: "RSA-OAEP", hash }, ["decrypt"]);
  const open = async (bytes: Bytes): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.decrypt({ name: "RSA-OAEP" }, wrappingKey, bytes));
  try {
    if (!ticket.algorithm.startsWith("RSA_AES_KEY_WRAP")) return await open(encrypted);
    // As long as the modulus, the AES key comes first; the material follows, wrapped as RFC 5649 says.
    const { aeskwp } = await import("@noble/ciphers/aes.js");
    const modulusBytes = ticket.bits / 8;
    const aesKey = await open(encrypted.slice(0, modulusBytes));
    try {
      return aeskwp(aesKey).decrypt(encrypted.slice(modulusBytes));
    } finally {
      aesKey.fill(0);
    }
  } catch {
    return null;
  }
}

/** The key material id: the same for the same bytes in the same KMS key, and telling nothing of them. */
async function idOf(keyId: string, bytes: Bytes): Promise<string> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`keyglass/1/material-id/${keyId}`))));
}

/** Whether a wrapping algorithm can carry material of a spec under a wrapping key of so many bits. */
export function carries(algorithm: string, bits: number, spec: KeySpec): boolean {
  if (OAEP[algorithm] === undefined) return false;
  if (algorithm.startsWith("RSA_AES_KEY_WRAP")) return true;
  const { family, size } = SPECS[spec];
  // An RSA private key is longer than any RSAES-OAEP plaintext, and that of P-521 longer than that of 2,048 bits.
  if (family === "rsa") return false;
  return !(family === "ec" && size === 521 && bits === 2048);
}
