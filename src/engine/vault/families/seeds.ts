/** Private keys of ML-DSA and ML-KEM: a seed that all else is made of, in PKCS #8 (RFC 9881 section 6, RFC 9935 section 6). */
import { equalBytes, type Bytes } from "#wire/bytes.ts";
import { der, OCTET_STRING, pkcs8, privateOctets, readDer, SEQUENCE } from "./der.ts";

/** `[0] IMPLICIT OCTET STRING`: the seed alone. */
const SEED = 0x80;

export function seedPkcs8(algorithm: Bytes, seed: Bytes): Bytes {
  const bytes = pkcs8(algorithm, der(SEED, new Uint8Array(seed.length)));
  // Set in place, so that there is one copy of it to overwrite.
  bytes.set(seed, bytes.length - seed.length);
  return bytes;
}

/**
 * The seed's bytes inside a PKCS #8, not copied. Null when it is none of that algorithm, when it holds an expanded key alone, or one
 * that `expand` does not make of its seed.
 */
export function seedIn(
  bytes: Bytes,
  algorithm: Bytes,
  size: number,
  expand: (seed: Bytes) => Uint8Array,
): Bytes | null {
  const octets = privateOctets(bytes, algorithm);
  const [choice] = (octets === null ? null : readDer(octets)) ?? [];
  if (choice?.tag === SEED) return choice.content.length === size ? choice.content : null;
  const [seed, expanded] = (choice?.tag === SEQUENCE ? readDer(choice.content) : null) ?? [];
  if (seed?.tag !== OCTET_STRING || seed.content.length !== size || expanded?.tag !== OCTET_STRING) return null;
  return equalBytes(expand(seed.content), expanded.content) ? seed.content : null;
}
