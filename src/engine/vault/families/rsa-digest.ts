/**
 * RSA signatures over a digest, which WebCrypto cannot make: EMSA-PKCS1-v1_5 and EMSA-PSS (RFC 8017 section 9) around BigInt
 * exponentiation, with the Chinese remainder theorem and blinding. BigInt's time depends on its numbers; blinding makes them others in
 * every call. BigInts of private numbers cannot be overwritten and wait for the garbage collector.
 */
import { concat, equalBytes, fromHex, hex, type Bytes } from "#wire/bytes.ts";
import { publicBits, readInside, SEQUENCE } from "./der.ts";

/** DigestInfo up to the digest (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  "SHA-256": "3031300d060960864801650304020105000420",
  "SHA-384": "3041300d060960864801650304020205000430",
  "SHA-512": "3051300d060960864801650304020305000440",
};

const hashOf = (algorithm: string): string => `SHA-${algorithm.slice(-3)}`;
const isPss = (algorithm: string): boolean => algorithm.startsWith("RSASSA_PSS");

/** `numbers`: the nine integers of an RSAPrivateKey. */
export async function signDigest(numbers: readonly Bytes[], algorithm: string, digest: Bytes): Promise<Bytes> {
  const [, n, e, , p, q, dp, dq, inverse] = numbers.map(number) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const size = octetsIn(n);
  const message = number(await encode(algorithm, digest, size));
  const [mask, unmask] = blinding(n, size);
  const blinded = (message * power(mask, e, n)) % n;
  const [mp, mq] = [power(blinded % p, dp, p), power(blinded % q, dq, q)];
  const signed = ((mq + q * modulo((mp - mq) * inverse, p)) * unmask) % n;
  // A fault in either half would give the factors away.
  if (power(signed, e, n) !== message) throw new Error("An RSA signature did not verify.");
  return octets(signed, size);
}

/** `publicKey`: SubjectPublicKeyInfo. */
export async function verifyDigest(
  publicKey: Bytes,
  algorithm: string,
  digest: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const [modulus, exponent] = (readInside(publicBits(publicKey), SEQUENCE) ?? []).map(({ content }) => content);
  const n = number(modulus as Bytes);
  const size = octetsIn(n);
  if (signature.length !== size) return false;
  const s = number(signature);
  if (s >= n) return false;
  const encoded = octets(power(s, number(exponent as Bytes), n), size);
  return isPss(algorithm)
    ? pssHolds(hashOf(algorithm), digest, encoded)
    : equalBytes(encoded, pkcs1(hashOf(algorithm), digest, size));
}

const encode = (algorithm: string, digest: Bytes, size: number): Bytes | Promise<Bytes> =>
  isPss(algorithm) ? pss(hashOf(algorithm), digest, size) : pkcs1(hashOf(algorithm), digest, size);

/** EMSA-PKCS1-v1_5 (section 9.2): 00 01 ff … ff 00 and the DigestInfo. */
function pkcs1(hash: string, digest: Bytes, size: number): Bytes {
  const info = concat(fromHex(DIGEST_INFO[hash] as string), digest);
  const encoded = new Uint8Array(size).fill(0xff);
  encoded.set([0, 1]);
  encoded[size - info.length - 1] = 0;
  encoded.set(info, size - info.length);
  return encoded;
}

/** EMSA-PSS-ENCODE (section 9.1.1) with a salt as long as the digest; a modulus of whole bytes leaves the top bit free. */
async function pss(hash: string, digest: Bytes, size: number): Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(digest.length));
  const h = await pssHash(hash, digest, salt);
  const data = new Uint8Array(size - h.length - 1);
  data[data.length - salt.length - 1] = 1;
  data.set(salt, data.length - salt.length);
  const masked = exclusiveOr(data, await mgf1(hash, h, data.length));
  masked[0] = (masked[0] as number) & 0x7f;
  return concat(masked, h, Uint8Array.of(0xbc));
}

/** EMSA-PSS-VERIFY (section 9.1.2). */
async function pssHolds(hash: string, digest: Bytes, encoded: Bytes): Promise<boolean> {
  const split = encoded.length - digest.length - 1;
  const [masked, h] = [encoded.slice(0, split), encoded.slice(split, -1)];
  if (encoded.at(-1) !== 0xbc || (masked[0] as number) > 0x7f) return false;
  const data = exclusiveOr(masked, await mgf1(hash, h, split));
  data[0] = (data[0] as number) & 0x7f;
  const start = split - digest.length;
  if (data[start - 1] !== 1 || data.subarray(0, start - 1).some((byte) => byte !== 0)) return false;
  return equalBytes(h, await pssHash(hash, digest, data.slice(start)));
}

const pssHash = async (hash: string, digest: Bytes, salt: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest(hash, concat(new Uint8Array(8), digest, salt)));

/** Appendix B.2.1. */
async function mgf1(hash: string, seed: Bytes, length: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let made = 0, counter = 0; made < length; made += seed.length, counter++) {
    const block = concat(seed, Uint8Array.of(0, 0, 0, counter));
    blocks.push(new Uint8Array(await crypto.subtle.digest(hash, block)));
  }
  return concat(...blocks).slice(0, length);
}

const exclusiveOr = (a: Bytes, b: Bytes): Bytes => a.map((byte, i) => byte ^ (b[i] as number));

/** A random number that is invertible, and its inverse. */
function blinding(n: bigint, size: number): [mask: bigint, unmask: bigint] {
  for (;;) {
    const mask = number(crypto.getRandomValues(new Uint8Array(size))) % n;
    const unmask = invert(mask, n);
    if (unmask !== null) return [mask, unmask];
  }
}

const number = (bytes: Bytes): bigint => BigInt(`0x${hex(bytes)}`);
const octets = (value: bigint, size: number): Bytes => fromHex(value.toString(16).padStart(2 * size, "0"));
const octetsIn = (value: bigint): number => Math.ceil(value.toString(16).length / 2);
const modulo = (value: bigint, n: bigint): bigint => ((value % n) + n) % n;

/** Fixed windows of four bits: the same multiplications for every exponent of a length. */
function power(base: bigint, exponent: bigint, n: bigint): bigint {
  const table = [1n];
  for (let i = 1; i < 16; i++) table.push(((table[i - 1] as bigint) * base) % n);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) result = (result * result) % n;
    result = (result * (table[Number.parseInt(digit, 16)] as bigint)) % n;
  }
  return result;
}

/** Euclid's algorithm; null when the two share a factor. */
function invert(value: bigint, n: bigint): bigint | null {
  let [a, b, x, y] = [value, n, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return a === 1n ? modulo(x, n) : null;
}
