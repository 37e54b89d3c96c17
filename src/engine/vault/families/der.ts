/**
 * The containers of asymmetric keys, in DER: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) around public ones, PKCS #8 (RFC 5208)
 * around private ones. Nothing else of ASN.1.
 */
import { concat, equalBytes, fromHex, type Bytes } from "#wire/bytes.ts";

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
const OID = 0x06;
export const SEQUENCE = 0x30;
const NULL = fromHex("0500");

/** One tag, length and value. */
export interface Element {
  readonly tag: number;
  readonly content: Bytes;
}

export function der(tag: number, ...parts: readonly Bytes[]): Bytes {
  const content = concat(...parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.of(tag, ...head), content);
}

/** The elements that follow one another in `bytes`; null when they are no DER with lengths below 64 KiB. */
export function readDer(bytes: Bytes): Element[] | null {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++] as number;
    let length = bytes[at++];
    if (length === undefined) return null;
    if (length >= 0x80) {
      const count = length - 0x80;
      if (count < 1 || count > 2 || at + count > bytes.length) return null;
      length = 0;
      for (let i = 0; i < count; i++) length = (length << 8) | (bytes[at++] as number);
      if (length < (count === 1 ? 0x80 : 0x100)) return null;
    }
    if (at + length > bytes.length) return null;
    elements.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return elements;
}

/** The elements inside the one element of `tag` that `bytes` is; null otherwise. */
export function readInside(bytes: Bytes, tag: number): Element[] | null {
  const [outer, ...more] = readDer(bytes) ?? [];
  return outer?.tag === tag && more.length === 0 ? readDer(outer.content) : null;
}

/** An AlgorithmIdentifier from object identifiers in hex: the algorithm's, and the curve's or `null` for RSA's NULL. */
export function algorithmId(oid: string, parameter?: string | null): Bytes {
  const parts = [der(OID, fromHex(oid))];
  if (parameter === null) parts.push(NULL);
  else if (parameter !== undefined) parts.push(der(OID, fromHex(parameter)));
  return der(SEQUENCE, ...parts);
}

export const spki = (algorithm: Bytes, publicKey: Bytes): Bytes =>
  der(SEQUENCE, algorithm, der(BIT_STRING, Uint8Array.of(0), publicKey));

/** The key inside a SubjectPublicKeyInfo that was made here. */
export function publicBits(bytes: Bytes): Bytes {
  const [, bits] = readInside(bytes, SEQUENCE) ?? [];
  if (bits?.tag !== BIT_STRING) throw new Error("This is no SubjectPublicKeyInfo.");
  return bits.content.slice(1);
}

/** The key inside a SubjectPublicKeyInfo of that very algorithm and curve, whoever made it; null for any other. */
export function publicOctets(bytes: Bytes, algorithm: Bytes): Bytes | null {
  const [named, bits, ...more] = readInside(bytes, SEQUENCE) ?? [];
  if (named?.tag !== SEQUENCE || bits?.tag !== BIT_STRING || bits.content[0] !== 0 || more.length > 0) return null;
  return equalBytes(der(SEQUENCE, named.content), algorithm) ? bits.content.subarray(1) : null;
}

export const pkcs8 = (algorithm: Bytes, privateKey: Bytes): Bytes =>
  der(SEQUENCE, der(INTEGER, Uint8Array.of(0)), algorithm, der(OCTET_STRING, privateKey));

/** The algorithm's own encoding of the private key inside a PKCS #8; null for another algorithm. Attributes are passed over. */
export function privateOctets(bytes: Bytes, algorithm: Bytes): Bytes | null {
  const [version, named, key] = readInside(bytes, SEQUENCE) ?? [];
  if (version?.tag !== INTEGER || named?.tag !== SEQUENCE || key?.tag !== OCTET_STRING) return null;
  return equalBytes(der(SEQUENCE, named.content), algorithm) ? key.content : null;
}
