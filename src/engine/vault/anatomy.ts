/** What signatures, public keys and bare ciphertexts are made of, field by field. Public bytes only. */
import { hex, type Bytes } from "#wire/bytes.ts";
import type { Anatomy, ByteField, FieldRole } from "#glass/trace.ts";
import type { KeySpec } from "../keys/rows.ts";
import { SPECS, type Family } from "../keys/specs.ts";
import { publicBits } from "./families/der.ts";

export interface Part {
  readonly name: string;
  readonly length: number;
  readonly meaning: string;
  readonly origin: string;
  readonly role: FieldRole;
}

const part = (name: string, length: number, meaning: string, origin: string, role: FieldRole): Part => ({
  name,
  length,
  meaning,
  origin,
  role,
});

function anatomy(title: string, bytes: Bytes, parts: readonly Part[]): Anatomy {
  let offset = 0;
  const fields: ByteField[] = parts.map((each) => {
    offset += each.length;
    return { offset: offset - each.length, ...each };
  });
  return { title, length: bytes.length, shown: bytes.length, hex: hex(bytes), fields };
}

export const signatureAnatomy = (spec: KeySpec, signature: Bytes): Anatomy =>
  anatomy("The signature", signature, (SIGNATURES[SPECS[spec].family] as Layout)(signature, spec));

export const macAnatomy = (mac: Bytes): Anatomy =>
  anatomy("The MAC", mac, [
    part(
      "MAC",
      mac.length,
      "Proves the message to whoever may use the same KMS key.",
      "HMAC over the message",
      "context",
    ),
  ]);

/** A SubjectPublicKeyInfo: everything before the key's own bytes names its algorithm. */
export function publicKeyAnatomy(publicKey: Bytes): Anatomy {
  const keyBytes = publicBits(publicKey).length;
  const head = publicKey.length - keyBytes;
  return anatomy("The public key", publicKey, [
    part(
      "algorithm",
      head,
      "Names the algorithm, and the curve where there is one.",
      "X.509 SubjectPublicKeyInfo",
      "frame",
    ),
    part("key", keyBytes, "What verifies, encrypts or agrees; anyone may have it.", "made with the private key", "key"),
  ]);
}

export const oaepAnatomy = (ciphertext: Bytes, what: string): Anatomy =>
  anatomy(`The ${what}, encrypted`, ciphertext, [
    part(
      "OAEP block",
      ciphertext.length,
      `The ${what} with padding and randomness, as one number: as long as the modulus, and it names no key.`,
      "RSA under the public key",
      "wrapped",
    ),
  ]);

/** FIPS 203 section 4.2.1: the compressed vector u, then the compressed polynomial v of 128 or 160 bytes. */
export function kemAnatomy(spec: KeySpec, ciphertext: Bytes): Anatomy {
  const v = spec === "ML_KEM_1024" ? 160 : 128;
  return anatomy("The encapsulated secret", ciphertext, [
    part(
      "u",
      ciphertext.length - v,
      "Lets the private key take the noise away from v.",
      "fresh noise, the public key",
      "wrapped",
    ),
    part("v", v, "The seed of the secret, hidden in noise.", "a random seed, fresh for this call", "wrapped"),
  ]);
}

type Layout = (bytes: Bytes, spec: KeySpec) => readonly Part[];

const SIGNATURES: Readonly<Partial<Record<Family, Layout>>> = {
  rsa: ({ length }) => [
    part("signature", length, "One number, as long as the modulus.", "RSA under the private key", "context"),
  ],
  ec: (bytes) => {
    const long = (bytes[1] as number) > 0x7f ? 1 : 0;
    const r = bytes[3 + long] as number;
    return [
      part("sequence", 2 + long, "Says that two integers follow, and how long both are.", "DER", "frame"),
      part("r head", 2, "Says that an integer follows, and its length.", "DER", "frame"),
      part(
        "r",
        r,
        "The x coordinate of a point made for this signature alone.",
        "a nonce, fresh for this call",
        "context",
      ),
      part("s head", 2, "Says that an integer follows, and its length.", "DER", "frame"),
      part(
        "s",
        bytes.length - r - 6 - long,
        "Ties nonce, digest and private key together.",
        "the private key",
        "context",
      ),
    ];
  },
  edwards: () => [
    part("R", 32, "A point made for this signature alone.", "a nonce, from the private key and the message", "context"),
    part("S", 32, "Ties nonce, message and private key together.", "the private key", "context"),
  ],
  /** FIPS 204 section 7.2: commitment hash, response, hint. */
  "ml-dsa": ({ length }, spec) => {
    const [commitment, hint] = ML_DSA[SPECS[spec].size] as readonly [number, number];
    return [
      part("c~", commitment, "The challenge: a hash over commitment and message.", "SHAKE256", "context"),
      part(
        "z",
        length - commitment - hint,
        "The response, masked so that it tells nothing of the key.",
        "the private key",
        "context",
      ),
      part("h", hint, "Hints with which the verifier rounds as the signer did.", "what rounding lost", "frame"),
    ];
  },
};

/** Bytes of c~ and of h (FIPS 204 tables 1 and 2). */
const ML_DSA: Readonly<Record<number, readonly [commitment: number, hint: number]>> = {
  44: [32, 84],
  65: [48, 61],
  87: [64, 83],
};
