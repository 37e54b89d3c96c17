/**
 * SHA-256 and HMAC-SHA-256 for the SDK's signer. Its texts are short: a hash in this thread costs less than the turns of the event loop
 * that WebCrypto's answers take. What the signer hashed on its way to a signature is noted, so that stage 2 of the X-ray shows those very
 * texts, and the links of the very key that signed them.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, text, utf8 } from "#wire/bytes.ts";
import { ALGORITHM } from "#wire/sigv4.ts";

/** The texts behind one signature. */
export interface SignedTexts {
  /** As signed, session token and all. */
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  /** The end of the key chain: the key that signed. */
  readonly key: Link;
}

/** One HMAC of the key chain, as the signer asked for it. */
export interface Link {
  /** The link that keyed it; `AWS4` and the secret access key for the first. */
  readonly from: Link | string;
  readonly fed: string;
  /** What came out, the signer's own bytes. */
  readonly value: Uint8Array;
}

/** Links by their value. The signer keeps a day's key in a cache that all clients share, so this is as wide, and lives no longer. */
const links = new WeakMap<object, Link>();

/** As the SDK constructs it: with a secret for an HMAC, without one for a hash. */
export interface SigningHash {
  update(chunk: Uint8Array): void;
  digest(): Promise<Uint8Array>;
  reset(): void;
}

/** More than anybody has under way at once, and with some 2 kB each little memory; whatever is left over was never sent. */
const NOTED = 4_096;

export class SigningNotes {
  readonly #requests = new Map<string, string>();
  readonly #signatures = new Map<string, SignedTexts>();

  /** The hash for a client whose signatures are noted here. */
  readonly Hash: new (secret?: string | ArrayBuffer | ArrayBufferView) => SigningHash;

  constructor() {
    const notes = { requests: this.#requests, signatures: this.#signatures };
    this.Hash = class extends NotedHash {
      constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
        super(notes, secret);
      }
    };
  }

  /** The texts behind a signature, once. */
  take(signature: string): SignedTexts | null {
    const texts = this.#signatures.get(signature) ?? null;
    this.#signatures.delete(signature);
    return texts;
  }
}

interface Notes {
  /** Canonical requests by their hash. */
  readonly requests: Map<string, string>;
  /** By signature. */
  readonly signatures: Map<string, SignedTexts>;
}

class NotedHash implements SigningHash {
  readonly #notes: Notes;
  /** Null for a hash without a key. */
  readonly #keyed: Keyed | null;
  /** What this HMAC is keyed with, when it belongs to a key chain. */
  readonly #from: Link | string | null;
  #hash: Hashing;
  /** What was hashed, as long as it is a single piece: the signer hashes texts whole. */
  #piece: Uint8Array | null = null;

  constructor(notes: Notes, secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#notes = notes;
    this.#keyed = secret === undefined ? null : keyedWith(secret);
    this.#from = secret === undefined ? null : chained(secret);
    this.#hash = this.#begin();
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#piece = chunk;
  }

  digest(): Promise<Uint8Array> {
    const digest = this.#hash.digest();
    if (this.#piece !== null) this.#note(this.#piece, digest);
    return Promise.resolve(digest);
  }

  reset(): void {
    this.#hash = this.#begin();
    this.#piece = null;
  }

  #begin(): Hashing {
    return this.#keyed === null ? sha256.create() : this.#keyed.clone();
  }

  /** Bodies are hashed here too; only the two texts of a signature and the links of the key are kept. */
  #note(piece: Uint8Array, digest: Uint8Array): void {
    const { requests, signatures } = this.#notes;
    if (this.#keyed === null) {
      if (begins(piece, CANONICAL)) keep(requests, hex(digest), text(piece));
      return;
    }
    const from = this.#from;
    if (from === null) return;
    if (typeof from === "string" || !begins(piece, TO_SIGN)) {
      links.set(digest, { from, fed: text(piece), value: digest });
      return;
    }
    const stringToSign = text(piece);
    const hash = stringToSign.slice(stringToSign.lastIndexOf("\n") + 1);
    const canonicalRequest = requests.get(hash);
    requests.delete(hash);
    if (canonicalRequest !== undefined) {
      keep(signatures, hex(digest), { canonicalRequest, stringToSign, key: from });
    }
  }
}

/** The chain begins with a text, the secret; each later key is what the link before it gave. */
function chained(secret: string | ArrayBuffer | ArrayBufferView): Link | string | null {
  if (typeof secret === "string") return secret.startsWith(SECRET_LEAD) ? secret : null;
  return links.get(secret) ?? null;
}

/** What Signature Version 4 puts before the secret access key. */
export const SECRET_LEAD = "AWS4";

type Keyed = ReturnType<typeof hmac.create>;
interface Hashing {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/**
 * HMACs that have taken their key and nothing else yet. The signer begins each signature with the same secret and ends it with the same
 * key of the day, and taking a key is half of the work.
 */
const keyedWithText = new Map<string, Keyed>();
const keyedWithBytes = new WeakMap<object, Keyed>();
/** As many as the signer keeps keys. */
const KEYED_KEPT = 50;

function keyedWith(secret: string | ArrayBuffer | ArrayBufferView): Keyed {
  const known = typeof secret === "string" ? keyedWithText.get(secret) : keyedWithBytes.get(secret);
  if (known !== undefined) return known;
  const keyed = hmac.create(sha256, bytesOf(secret));
  if (typeof secret !== "string") keyedWithBytes.set(secret, keyed);
  else {
    if (keyedWithText.size >= KEYED_KEPT) keyedWithText.clear();
    keyedWithText.set(secret, keyed);
  }
  return keyed;
}

/** Every KMS request is a POST. */
const CANONICAL = utf8("POST\n");
const TO_SIGN = utf8(`${ALGORITHM}\n`);

const begins = (bytes: Uint8Array, lead: Uint8Array): boolean => lead.every((byte, i) => bytes[i] === byte);

function keep<T>(map: Map<string, T>, name: string, value: T): void {
  if (map.size >= NOTED) map.delete(map.keys().next().value as string);
  map.set(name, value);
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return utf8(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
