/**
 * Node's WebCrypto hands every call to a pool of threads and back, which for the few hundred bytes of a KMS call costs several times the
 * cryptography itself. This does the engine's commonest calls at once, with `node:crypto` and the same keys. Whatever is unusual (another
 * algorithm, a longer text, a refusal) is asked of WebCrypto, so that what it answers and refuses stays the one truth
 * (docs/decisions/0008).
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, KeyObject } from "node:crypto";

/** Longer texts are worth a thread of their own. */
const MOST_BYTES = 16_384;
const TAG_BYTES = 16;

type Usage = "encrypt" | "decrypt" | "sign" | "deriveKey" | "wrapKey";

type Quick = Pick<SubtleCrypto, "digest" | "sign" | "encrypt" | "decrypt" | "deriveKey" | "generateKey" | "wrapKey">;

/** Puts the quick ways in front of this process's `crypto` and its `subtle`. */
export function quickenCrypto(): void {
  if (Object.hasOwn(crypto.subtle, "digest")) return;
  const draw = crypto.getRandomValues.bind(crypto);
  Object.assign(crypto, { getRandomValues: drawnFromPool(draw) });
  Object.assign(crypto.subtle, quickOver(crypto.subtle));
}

const POOL_BYTES = 4_096;
const SHORT_DRAW = 64;

/** Random bytes, drawn many at a time: to draw is the same work for twelve of them as for a pool. None is given twice. */
export function drawnFromPool(draw: Crypto["getRandomValues"]): Crypto["getRandomValues"] {
  const pool = new Uint8Array(POOL_BYTES);
  let at = POOL_BYTES;
  return (into) => {
    if (!(into instanceof Uint8Array) || into.length > SHORT_DRAW) return draw(into);
    if (at + into.length > POOL_BYTES) {
      draw(pool);
      at = 0;
    }
    const drawn = pool.subarray(at, (at += into.length));
    into.set(drawn);
    drawn.fill(0);
    return into;
  };
}

/** The quick ways, with `slow` behind them. */
export function quickOver(slow: SubtleCrypto): Quick {
  const digest = slow.digest.bind(slow);
  const sign = slow.sign.bind(slow);
  const encrypt = slow.encrypt.bind(slow);
  const decrypt = slow.decrypt.bind(slow);
  const deriveKey = slow.deriveKey.bind(slow);
  const generateKey = slow.generateKey.bind(slow) as (...how: Parameters<typeof generated>) => Promise<CryptoKey>;
  const wrapKey = slow.wrapKey.bind(slow);
  return {
    digest: async (algorithm, data) => sha256(algorithm, data) ?? digest(algorithm, data),
    sign: async (algorithm, key, data) => hmac(algorithm, key, data) ?? sign(algorithm, key, data),
    encrypt: async (algorithm, key, data) => sealed(algorithm, key, data) ?? encrypt(algorithm, key, data),
    decrypt: async (algorithm, key, data) => opened(algorithm, key, data) ?? decrypt(algorithm, key, data),
    deriveKey: async (algorithm, key, type, extractable, usages) => {
      const derived = hkdf(algorithm, key, type);
      if (derived === null) return deriveKey(algorithm, key, type, extractable, usages);
      try {
        return await slow.importKey("raw", derived, type, extractable, [...usages]);
      } finally {
        derived.fill(0);
      }
    },
    generateKey: (async (...how: Parameters<typeof generated>) => {
      const fresh = generated(...how);
      if (fresh === null) return generateKey(...how);
      try {
        return await slow.importKey("raw", fresh, ...how);
      } finally {
        fresh.fill(0);
      }
    }) as Quick["generateKey"],
    wrapKey: async (format, key, wrapping, algorithm) =>
      wrapped(format, key, wrapping, algorithm) ?? wrapKey(format, key, wrapping, algorithm),
  };
}

function sha256(algorithm: AlgorithmIdentifier, data: BufferSource): ArrayBuffer | null {
  if (nameOf(algorithm) !== "SHA-256" || data.byteLength > MOST_BYTES) return null;
  return alone(createHash("sha256").update(viewOf(data)).digest());
}

function hmac(algorithm: AlgorithmIdentifier, key: CryptoKey, data: BufferSource): ArrayBuffer | null {
  const object = nameOf(algorithm) === "HMAC" ? usable(key, "HMAC", "sign", data) : null;
  if (object === null || hashOf(key) !== "SHA-256") return null;
  const digest = createHmac("sha256", object).update(viewOf(data)).digest();
  const own = alone(digest);
  digest.fill(0); // it may be a link in the chain to a signing key
  return own;
}

function sealed(
  algorithm: AlgorithmIdentifier | AesGcmParams,
  key: CryptoKey,
  data: BufferSource,
  usage: "encrypt" | "wrapKey" = "encrypt",
): ArrayBuffer | null {
  if (!isPlainGcm(algorithm)) return null;
  const object = usable(key, "AES-GCM", usage, data);
  if (object === null) return null;
  const cipher = createCipheriv(cipherOf(key), object, viewOf(algorithm.iv));
  if (algorithm.additionalData !== undefined) cipher.setAAD(viewOf(algorithm.additionalData));
  const text = cipher.update(viewOf(data));
  cipher.final();
  const whole = new Uint8Array(text.length + TAG_BYTES);
  whole.set(text);
  whole.set(cipher.getAuthTag(), text.length);
  return whole.buffer;
}

function opened(algorithm: AlgorithmIdentifier | AesGcmParams, key: CryptoKey, data: BufferSource): ArrayBuffer | null {
  if (!isPlainGcm(algorithm) || data.byteLength < TAG_BYTES) return null;
  const object = usable(key, "AES-GCM", "decrypt", data);
  if (object === null) return null;
  const whole = viewOf(data);
  const decipher = createDecipheriv(cipherOf(key), object, viewOf(algorithm.iv));
  if (algorithm.additionalData !== undefined) decipher.setAAD(viewOf(algorithm.additionalData));
  decipher.setAuthTag(whole.subarray(whole.length - TAG_BYTES));
  const text = decipher.update(whole.subarray(0, whole.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    text.fill(0); // not authentic: WebCrypto refuses it in its own words
    return null;
  }
  const own = alone(text);
  text.fill(0);
  return own;
}

/** The derived bytes, which the caller overwrites. */
function hkdf(algorithm: Parameters<SubtleCrypto["deriveKey"]>[0], key: CryptoKey, type: unknown) {
  const { name, length } = type as Partial<AesKeyAlgorithm>;
  if (nameOf(algorithm) !== "HKDF" || name !== "AES-GCM" || length !== 256) return null;
  const { hash, salt, info } = algorithm as HkdfParams;
  const object = hash === "SHA-256" ? usable(key, "HKDF", "deriveKey", info) : null;
  if (object === null || salt.byteLength > MOST_BYTES || info.byteLength > 1_024) return null;
  return new Uint8Array(hkdfSync("sha256", object, viewOf(salt), viewOf(info), length / 8));
}

/** The bytes of a new AES-256-GCM key, which the caller overwrites. */
function generated(
  algorithm: AesKeyGenParams,
  _extractable: boolean,
  usages: KeyUsage[],
): Uint8Array<ArrayBuffer> | null {
  if (nameOf(algorithm) !== "AES-GCM" || algorithm.length !== 256 || usages.length === 0) return null;
  return crypto.getRandomValues(new Uint8Array(algorithm.length / 8));
}

/** Node's own wrapKey exports the key's bytes too, and leaves them to the garbage collector; here they are overwritten. */
function wrapped(
  format: KeyFormat,
  key: CryptoKey,
  wrapping: CryptoKey,
  algorithm: AlgorithmIdentifier,
): ArrayBuffer | null {
  if (format !== "raw" || key.type !== "secret" || !key.extractable) return null;
  const bytes = KeyObject.from(key).export();
  try {
    return sealed(algorithm, wrapping, bytes, "wrapKey");
  } finally {
    bytes.fill(0);
  }
}

/** 96-bit nonces and whole tags, as NIST SP 800-38D recommends and the engine uses. */
function isPlainGcm(algorithm: AlgorithmIdentifier | AesGcmParams): algorithm is AesGcmParams {
  if (nameOf(algorithm) !== "AES-GCM") return false;
  const { iv, additionalData, tagLength = TAG_BYTES * 8 } = algorithm as AesGcmParams;
  return iv.byteLength === 12 && tagLength === TAG_BYTES * 8 && (additionalData?.byteLength ?? 0) <= MOST_BYTES;
}

const objects = new WeakMap<CryptoKey, KeyObject>();

/** The key as `node:crypto` takes it, when it is of that algorithm and may be used so. */
function usable(key: CryptoKey, name: string, usage: Usage, data: BufferSource): KeyObject | null {
  if (data.byteLength > MOST_BYTES || key.algorithm.name !== name || !key.usages.includes(usage)) return null;
  let object = objects.get(key);
  if (object === undefined) {
    object = KeyObject.from(key);
    objects.set(key, object);
  }
  return object;
}

const nameOf = (algorithm: AlgorithmIdentifier): string => (typeof algorithm === "string" ? algorithm : algorithm.name);
const hashOf = (key: CryptoKey): string => (key.algorithm as HmacKeyAlgorithm).hash.name;
const cipherOf = (key: CryptoKey) => `aes-${(key.algorithm as AesKeyAlgorithm).length}-gcm` as "aes-256-gcm";
const viewOf = (data: BufferSource): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
/** In a buffer of its own: Node's small buffers share theirs. */
const alone = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
