/**
 * The application's own keys of one envelope (FORMAT.md, Keys): the chain of links from the key that KMS wrapped down to the data
 * key, and the two keys made from that one. Clear bytes come in and go out as arrays that the caller overwrites; derived
 * keys are handles that cannot be exported.
 */
import { concat, strictText, utf8, type Bytes } from "#wire/bytes.ts";
import { isObject, parseJson, type JsonValue } from "#wire/json.ts";
import { TAG_LENGTH } from "./format.ts";

export const KEY_LENGTH = 32;

export interface EnvelopeKeys {
  /** AES-256-GCM: frames and label. */
  readonly frames: CryptoKey;
  /** HMAC-SHA-256: header tag. */
  readonly header: CryptoKey;
}

export interface Label {
  readonly name: string;
  /** Media type, may be empty. */
  readonly type: string;
  readonly bytes: number;
}

/** `dataKey`: 32 bytes, the last level's; `id`: the envelope's. */
export async function deriveKeys(dataKey: Bytes, id: Bytes): Promise<EnvelopeKeys> {
  const base = await crypto.subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
  const from = (info: string): HkdfParams => ({ name: "HKDF", hash: "SHA-256", salt: id, info: utf8(info) });
  const aes = { name: "AES-GCM", length: 256 };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const [frames, header] = await Promise.all([
    crypto.subtle.deriveKey(from("keyglass/1 frames"), base, aes, false, ["encrypt", "decrypt"]),
    crypto.subtle.deriveKey(from("keyglass/1 header"), base, hmac, false, ["sign", "verify"]),
  ]);
  return { frames, header };
}

/** Seals the key of `level` (32 bytes) under the key above it: nonce 12, sealed key 32, tag 16. */
export async function sealLink(upper: Bytes, lower: Bytes, id: Bytes, level: number): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.importKey("raw", upper, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: linkAad(id, level) }, key, lower);
  return concat(iv, new Uint8Array(sealed));
}

/** @throws OperationError (WebCrypto's) when the link's tag does not hold. */
export async function openLink(upper: Bytes, link: Bytes, id: Bytes, level: number): Promise<Bytes> {
  const iv = link.slice(0, 12);
  const key = await crypto.subtle.importKey("raw", upper, "AES-GCM", false, ["decrypt"]);
  const additionalData = linkAad(id, level);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, link.slice(12)));
}

const linkAad = (id: Bytes, level: number): Bytes => concat(utf8("keyglass/1 link"), id, Uint8Array.of(level));

/** The label is small but for a very long file name, which is cut to 1,024 characters. */
export async function sealLabel(keys: EnvelopeKeys, id: Bytes, label: Label): Promise<Bytes> {
  const name = label.name.slice(0, 1024).toWellFormed();
  const json = JSON.stringify({ name, type: label.type.slice(0, 256), bytes: label.bytes });
  const algorithm = { name: "AES-GCM", iv: LABEL_NONCE, additionalData: id };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, keys.frames, utf8(json)));
}

/** Null when the label does not hold or says nothing: once the header tag held, only its own writer can have made it so. */
export async function openLabel(keys: EnvelopeKeys, id: Bytes, sealed: Bytes): Promise<Label | null> {
  const algorithm = { name: "AES-GCM", iv: LABEL_NONCE, additionalData: id, tagLength: TAG_LENGTH * 8 };
  const clear = await crypto.subtle.decrypt(algorithm, keys.frames, sealed).catch(() => null);
  if (clear === null) return null;
  const label = readJson(new Uint8Array(clear));
  if (!isObject(label)) return null;
  const { name, type, bytes } = label;
  const whole = typeof name === "string" && typeof type === "string" && Number.isSafeInteger(bytes);
  return whole ? { name, type, bytes: bytes as number } : null;
}

function readJson(bytes: Bytes): JsonValue | undefined {
  try {
    return parseJson(strictText(bytes));
  } catch {
    return undefined;
  }
}

/** First byte 1: no frame's nonce (first byte 0) can equal it. */
const LABEL_NONCE = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

export async function tagHeader(keys: EnvelopeKeys, untagged: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", keys.header, untagged));
}

export async function headerTagHolds(keys: EnvelopeKeys, untagged: Bytes, tag: Bytes): Promise<boolean> {
  return crypto.subtle.verify("HMAC", keys.header, tag, untagged);
}

/** SHA-256 of the fixed part with its tag, which every frame's AAD begins with. */
export async function hashHeader(untagged: Bytes, tag: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(untagged, tag)));
}
