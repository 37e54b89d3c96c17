/**
 * The ciphertext blob of a symmetric KMS key: our own layout (AWS keeps its private), version 1.
 *
 *   offset  0   2  magic `KG` (4b 47)
 *   offset  2   1  version, 1 (2: sealed twice, `double.ts`); bit 7 set: the key id is of a multi-Region key
 *   offset  3  16  key id
 *   offset 19  32  key material id
 *   offset 51  16  nonce: salt of the key derivation
 *   offset 67  12  IV of AES-256-GCM
 *   offset 79   n  ciphertext, as long as the plaintext
 *   offset 79+n 16 tag, over header, encryption context and ciphertext
 */
import { hex, utf8, writeHex, writeUtf8, type Bytes } from "#wire/bytes.ts";
import type { Anatomy, ByteField } from "#glass/trace.ts";
import { keyIdFromHex, keyIdHex } from "../keys/arns.ts";
import type { Part } from "./anatomy.ts";

export interface BlobHeader {
  readonly keyId: string;
  /** 64 hex digits. */
  readonly materialId: string;
  readonly nonce: Bytes;
  readonly iv: Bytes;
}

export const NONCE_BYTES = 16;
export const BLOB_IV_BYTES = 12;
export const TAG_BYTES = 16;
const MAGIC = [0x4b, 0x47] as const;
const VERSION = 1;
const VERSIONS: readonly number[] = [VERSION, 2];
const MULTI_REGION = 0x80;

/** The header's layout: the encoder, the parser and the anatomy all read this list. */
const HEADER: readonly Part[] = [
  {
    name: "magic",
    length: 2,
    meaning: "Says that this is a Keyglass ciphertext.",
    origin: "always 4b47",
    role: "frame",
  },
  {
    name: "version",
    length: 1,
    meaning: "Which layout the rest follows.",
    origin: "1, or 2 where sealed twice; the highest bit is set for a multi-Region key",
    role: "frame",
  },
  {
    name: "KMS key",
    length: 16,
    meaning: "Which KMS key sealed it, so that Decrypt need not be told.",
    origin: "the key's id",
    role: "key",
  },
  {
    name: "material",
    length: 32,
    meaning: "Which of that key's materials: rotation adds new ones and keeps the old.",
    origin: "the current material's id at that time",
    role: "key",
  },
  {
    name: "nonce",
    length: NONCE_BYTES,
    meaning: "Makes the one-time key of this very call.",
    origin: "random, fresh for this call",
    role: "frame",
  },
  {
    name: "IV",
    length: BLOB_IV_BYTES,
    meaning: "AES-GCM's starting value.",
    origin: "random, fresh for this call",
    role: "frame",
  },
];
export const HEADER_BYTES = HEADER.reduce((sum, part) => sum + part.length, 0);
/** The same with offsets: shared by every anatomy, since every blob begins alike. */
export const HEADER_FIELDS: readonly ByteField[] = HEADER.map((part, i) => ({
  offset: HEADER.slice(0, i).reduce((sum, { length: bytes }) => sum + bytes, 0),
  ...part,
}));

export function encodeHeader(header: BlobHeader): Bytes {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(steadyPart(header.keyId, header.materialId));
  bytes.set(header.nonce, STEADY_BYTES);
  bytes.set(header.iv, STEADY_BYTES + NONCE_BYTES);
  return bytes;
}

/** What all blobs of a material begin with: all before the nonce. */
const STEADY_BYTES = HEADER_BYTES - NONCE_BYTES - BLOB_IV_BYTES;
/** By material. */
const steadyParts = new Map<string, { readonly keyId: string; readonly bytes: Bytes }>();
const STEADY_KEPT = 200;

function steadyPart(keyId: string, materialId: string): Bytes {
  const known = steadyParts.get(materialId);
  if (known?.keyId === keyId) return known.bytes;
  if (steadyParts.size >= STEADY_KEPT) steadyParts.clear();
  const bytes = new Uint8Array(STEADY_BYTES);
  bytes.set(MAGIC);
  bytes[2] = VERSION | (keyId.startsWith("mrk-") ? MULTI_REGION : 0);
  writeHex(keyIdHex(keyId), bytes, 3);
  writeHex(materialId, bytes, 19);
  steadyParts.set(materialId, { keyId, bytes });
  return bytes;
}

/** Null for anything that is not a blob of this layout, or of the double one, whose header is the same. */
export function parseHeader(blob: Bytes): BlobHeader | null {
  if (blob.length < HEADER_BYTES + TAG_BYTES || blob[0] !== MAGIC[0] || blob[1] !== MAGIC[1]) return null;
  const version = blob[2] as number;
  if (!VERSIONS.includes(version & ~MULTI_REGION)) return null;
  return {
    keyId: keyIdFromHex(hex(blob.subarray(3, 19)), (version & MULTI_REGION) !== 0),
    materialId: hex(blob.subarray(19, 51)),
    nonce: blob.slice(51, 51 + NONCE_BYTES),
    iv: blob.slice(67, 67 + BLOB_IV_BYTES),
  };
}

/** Field by field. `sealed` says what the ciphertext holds, e.g. `data key`. */
export function blobAnatomy(blob: Bytes, sealed: string, contextPairs: number): Anatomy {
  const shown = Math.min(blob.length, 6144);
  const fields = fieldsOf(blob.length, sealed, contextPairs > 0);
  return { title: `The ${sealed}, sealed`, length: blob.length, shown, hex: hex(blob.subarray(0, shown)), fields };
}

const laidOut = new Map<string, readonly ByteField[]>();
const LAYOUTS_KEPT = 200;

/** Blobs of one length and kind have the same fields, so thousands of traces share them. */
function fieldsOf(length: number, sealed: string, context: boolean): readonly ByteField[] {
  const name = `${length} ${context} ${sealed}`;
  const known = laidOut.get(name);
  if (known !== undefined) return known;
  if (laidOut.size >= LAYOUTS_KEPT) laidOut.clear();
  const fields = layOut(length, sealed, context);
  laidOut.set(name, fields);
  return fields;
}

function layOut(length: number, sealed: string, context: boolean): readonly ByteField[] {
  const fields: ByteField[] = [...HEADER_FIELDS];
  let offset = HEADER_BYTES;
  const add = (part: Part): void => {
    fields.push({ offset, ...part });
    offset += part.length;
  };
  add({
    name: `${sealed}, encrypted`,
    length: length - HEADER_BYTES - TAG_BYTES,
    meaning: "Encrypted, and exactly as long as it was in the clear.",
    origin: "AES-256-GCM under the one-time key",
    role: "wrapped",
  });
  add({
    name: "tag",
    length: TAG_BYTES,
    meaning: context
      ? "Proves that nothing before it was altered, and that the encryption context is the same."
      : "Proves that nothing before it was altered.",
    origin: "AES-256-GCM over header, context and ciphertext",
    role: "context",
  });
  return fields;
}

/**
 * The encryption context as bytes: pairs in the order of their names' UTF-8, each name and value behind its length (4 bytes,
 * big-endian), so that no two contexts give the same bytes.
 */
export function canonicalContext(context: ReadonlyMap<string, string> | undefined): Bytes {
  if (context === undefined || context.size === 0) return NO_CONTEXT;
  const names = [...context.keys()];
  if (names.length > 1) names.sort(byUtf8);
  let room = 0;
  for (const [name, value] of context) room += 2 * LENGTH_BYTES + 3 * (name.length + value.length);
  const bytes = new Uint8Array(room);
  let at = 0;
  for (const name of names) at = writePart(context.get(name) ?? "", bytes, writePart(name, bytes, at));
  return bytes.subarray(0, at);
}

/** Returns where it ends. */
function writePart(part: string, bytes: Bytes, at: number): number {
  const from = at + LENGTH_BYTES;
  const { written } = writeUtf8(part, bytes, from);
  for (let i = 0; i < LENGTH_BYTES; i++) bytes[at + i] = written >>> (8 * (LENGTH_BYTES - 1 - i));
  return from + written;
}

const NO_CONTEXT: Bytes = new Uint8Array(0);
const LENGTH_BYTES = 4;

/** The order of the texts' UTF-8, which is that of their code points. */
function byUtf8(a: string, b: string): number {
  const [x, y] = [hex(utf8(a)), hex(utf8(b))];
  return x < y ? -1 : x > y ? 1 : 0;
}
