/**
 * The envelope file, version 1 (FORMAT.md): a pure codec between bytes and facts. No keys, no clock, no reading of files. The
 * encoder and the parser publish the same fields, from which every picture of the bytes is drawn.
 */
import type { ByteField, FieldRole } from "#glass/trace.ts";
import { concat, equalBytes, strictText, utf8, type Bytes } from "#wire/bytes.ts";
import { MAX_DEPTH } from "#words/envelope-depth.ts";
import { count, number as inDigits } from "#words/format.ts";

const MAGIC = utf8("KGEV");
const VERSION = 1;
const ALGORITHM = 1;
export const FRAME_SIZE = 262_144;
/** Longest header: room for any but a monstrous encryption context beside a wrapped key of at most 6 KiB and an ARN of 2 KiB. */
export const MAX_HEADER = 65_536;
export const ID_LENGTH = 32;
const LINK_LENGTH = 60;
export const TAG_LENGTH = 16;
export const HEADER_TAG_LENGTH = 32;
export const FRAME_HEAD_LENGTH = 8;

/** What belongs to the sealed data for good. */
export interface FixedPart {
  /** Bytes of file in every frame but the last: 16 to 1,048,576. */
  readonly frameSize: number;
  /** 32 random bytes. */
  readonly id: Bytes;
  /** Levels 2 to depth, each 60 bytes: nonce, sealed key, tag. */
  readonly links: readonly Bytes[];
  /** The sealed label with its tag. */
  readonly label: Bytes;
}

/** How KMS locked the first key. Can be exchanged without touching the rest. */
export interface Wrap {
  readonly keyArn: string;
  readonly context: Readonly<Record<string, string>>;
  /** KMS's CiphertextBlob of the level 1 key. */
  readonly wrappedKey: Bytes;
}

export interface Encoded {
  readonly bytes: Bytes;
  /** Offsets from the first of `bytes`. */
  readonly fields: readonly ByteField[];
}

export interface ParsedHeader {
  readonly fixed: FixedPart;
  /** The fixed part's bytes up to the header tag: what the tag is made over. */
  readonly untagged: Bytes;
  readonly tag: Bytes;
  readonly wrap: Wrap;
  /** Bytes of the whole header: where frame 0 begins. */
  readonly length: number;
  readonly fields: readonly ByteField[];
}

export interface FrameHead {
  readonly number: number;
  readonly last: boolean;
  /** Sealed bytes, without the tag. */
  readonly length: number;
}

/** The bytes are no envelope of this version. The message says which field and why. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/**
 * Without the wrap a header is small; what a wrap makes of it must still be read at once.
 * @throws FormatError
 */
export function checkHeader(...parts: readonly Bytes[]): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  mustHold(
    length <= MAX_HEADER,
    `An envelope's header has at most ${count(MAX_HEADER, "byte")}; with this encryption context it would have ${inDigits(length)}.`,
  );
}

/** The fixed part without its tag, which is made over these bytes and follows them. @throws FormatError when a member does not fit. */
export function encodeFixedPart({ frameSize, id, links, label }: FixedPart): Encoded {
  const writer = new Writer();
  const depth = links.length + 1;
  mustHold(depth <= MAX_DEPTH, `An envelope nests at most ${MAX_DEPTH} keys; this one would nest ${depth}.`);
  mustHold(frameSizeFits(frameSize), `A frame of ${count(frameSize, "byte")} is outside 16 to 1,048,576.`);
  mustHold(id.length === ID_LENGTH, "An envelope id has 32 bytes.");
  writer.raw("magic", MAGIC);
  writer.integer("version", VERSION, 1);
  writer.integer("algorithm", ALGORITHM, 1);
  writer.integer("depth", depth, 1);
  writer.integer("frame size", frameSize, 4);
  writer.raw("envelope id", id);
  for (const [index, link] of links.entries()) {
    mustHold(link.length === LINK_LENGTH, "A link has 60 bytes.");
    for (const [name, from, to] of LINK_PARTS) writer.raw(name, link.subarray(from, to), index + 2);
  }
  writer.sized("label", label);
  return writer.encoded();
}

/** @throws FormatError when a member does not fit. */
export function encodeWrap({ keyArn, context, wrappedKey }: Wrap): Encoded {
  const writer = new Writer();
  const pairs = sortedPairs(context);
  mustHold(pairs.length <= 0xffff, "The encryption context has too many pairs.");
  writer.sized("KMS key", utf8(keyArn));
  writer.integer("context pairs", pairs.length, 2);
  for (const [name, value] of pairs) {
    writer.sized("context name", utf8(name));
    writer.sized("context value", utf8(value));
  }
  writer.sized("wrapped key", wrappedKey);
  return writer.encoded();
}

/**
 * `start`: the file from its first byte, at least the header (more does no harm).
 * @throws FormatError
 */
export function parseHeader(start: Bytes): ParsedHeader {
  const reader = new Reader(start.subarray(0, MAX_HEADER));
  mustHold(
    equalBytes(reader.raw("magic", MAGIC.length), MAGIC),
    "The file does not begin with KGEV: it is no envelope.",
  );
  const version = reader.integer("version", 1);
  mustHold(version === VERSION, `The envelope says version ${version}; only version ${VERSION} is known.`);
  const algorithm = reader.integer("algorithm", 1);
  mustHold(algorithm === ALGORITHM, `The envelope names algorithm ${algorithm}; only ${ALGORITHM} is known.`);
  const depth = reader.integer("depth", 1);
  mustHold(depth >= 1 && depth <= MAX_DEPTH, `The envelope says depth ${depth}; 1 to ${MAX_DEPTH} are possible.`);
  const frameSize = reader.integer("frame size", 4);
  mustHold(
    frameSizeFits(frameSize),
    `The envelope says frames of ${count(frameSize, "byte")}; 16 to 1,048,576 are possible.`,
  );
  const id = reader.raw("envelope id", ID_LENGTH);
  const links = Array.from({ length: depth - 1 }, (_, index) => reader.link(index + 2));
  const label = reader.sized("label");
  const untagged = start.slice(0, reader.at);
  const tag = reader.raw("header tag", HEADER_TAG_LENGTH);

  const keyArn = readText("KMS key", reader.sized("KMS key"));
  const context = readContext(reader);
  const wrappedKey = reader.sized("wrapped key");
  return {
    fixed: { frameSize, id, links, label },
    untagged,
    tag,
    wrap: { keyArn, context, wrappedKey },
    length: reader.at,
    fields: reader.fields,
  };
}

export function encodeFrameHead(head: FrameHead): Bytes {
  const bytes = new Uint8Array(FRAME_HEAD_LENGTH);
  putInteger(bytes, 0, head.number, 4);
  putInteger(bytes, 4, head.last ? 1 : 0, 1);
  putInteger(bytes, 5, head.length, 3);
  return bytes;
}

/** Null when the `last` byte is neither 0 nor 1. `bytes`: at least 8. */
export function parseFrameHead(bytes: Uint8Array): FrameHead | null {
  const last = bytes[4] as number;
  if (last > 1) return null;
  return { number: getInteger(bytes, 0, 4), last: last === 1, length: getInteger(bytes, 5, 3) };
}

/** Fields of one frame that starts at `offset` of the file and has `length` sealed bytes. */
export function frameFields(offset: number, number: number, length: number): readonly ByteField[] {
  const part = (name: FieldName, at: number, size: number): ByteField => {
    return { ...field(name, offset + at, size), group: `frame ${inDigits(number)}` };
  };
  return [
    part("number", 0, 4),
    part("last", 4, 1),
    part("length", 5, 3),
    ...(length > 0 ? [part("sealed bytes", FRAME_HEAD_LENGTH, length)] : []),
    part("tag", FRAME_HEAD_LENGTH + length, TAG_LENGTH),
  ];
}

/** Bytes of a frame in the file that holds `length` sealed ones. */
export const frameLength = (length: number): number => FRAME_HEAD_LENGTH + length + TAG_LENGTH;

/** Name and value pairs in the one order that the format allows: by the bytes of the name. */
export function sortedPairs(context: Readonly<Record<string, string>>): [name: string, value: string][] {
  const pairs = Object.entries(context);
  for (const pair of pairs) {
    mustHold(
      pair.every((text) => text.isWellFormed()),
      "The encryption context holds half of a surrogate pair, which is no text.",
    );
  }
  return pairs.sort(([a], [b]) => compareBytes(utf8(a), utf8(b)));
}

type FieldName = keyof typeof FIELDS;

/** What each field is for. Meaning, origin, colour role. */
const FIELDS = {
  magic: ["KGEV: this file is a Keyglass envelope.", "fixed by the format", "frame"],
  version: ["Version of the layout.", "fixed by the format", "frame"],
  algorithm: ["1: AES-256-GCM for the data, HMAC-SHA-256 for this header.", "fixed by the format", "frame"],
  depth: [
    "How many keys nest: the first is wrapped by KMS, the last one seals the data.",
    "chosen for this run",
    "frame",
  ],
  "frame size": ["Bytes of the file in each frame but the last.", "fixed by the application", "frame"],
  "envelope id": [
    "Salt of the derivation, so that two envelopes never share a key.",
    "random, fresh for this envelope",
    "frame",
  ],
  "KMS key": [
    "Which KMS key wrapped the first key. It helps to find the key, but is no permission.",
    "KMS's answer",
    "key",
  ],
  "context pairs": ["How many pairs the encryption context has.", "counted by the encoder", "context"],
  "context name": [
    "Name of a pair of the encryption context. Readable: it is authenticated, not secret.",
    "chosen for this run",
    "context",
  ],
  "context value": [
    "Value of that pair. KMS unwraps the key only when it hears the same pairs again.",
    "chosen for this run",
    "context",
  ],
  "wrapped key": [
    "The first key, wrapped inside KMS. Only KMS can open it.",
    "KMS's answer, CiphertextBlob",
    "wrapped",
  ],
  "link nonce": ["Nonce of this link, used once.", "random, fresh for this link", "frame"],
  "sealed key": [
    "The next key, sealed by AES-256-GCM under the key above it.",
    "the application, from 32 random bytes",
    "wrapped",
  ],
  "link tag": [
    "Authenticates the sealed key, its level and the envelope id.",
    "AES-256-GCM under the key above",
    "frame",
  ],
  label: [
    "Name, type and length of the file, sealed like the file itself.",
    "AES-256-GCM under the data key",
    "wrapped",
  ],
  "header tag": [
    "Authenticates every byte of the header before it: altering one is refused.",
    "HMAC-SHA-256 under the data key",
    "frame",
  ],
  number: ["Which frame this is, from 0.", "counted by the application", "frame"],
  last: ["1 in the last frame, so that a cut file is noticed.", "the application", "frame"],
  length: ["How many sealed bytes follow.", "counted by the application", "frame"],
  "sealed bytes": ["A piece of the file under AES-256-GCM.", "the file, sealed under the data key", "wrapped"],
  tag: ["Authenticates the piece, its number and the header.", "AES-256-GCM under the data key", "frame"],
} as const satisfies Record<string, readonly [meaning: string, origin: string, role: FieldRole]>;

function field(name: FieldName, offset: number, length: number, level?: number): ByteField {
  const [meaning, origin, role] = FIELDS[name];
  return { offset, length, name: level === undefined ? name : `${name}, level ${level}`, meaning, origin, role };
}

class Writer {
  readonly fields: ByteField[] = [];
  readonly #parts: Uint8Array[] = [];
  #at = 0;

  raw(name: FieldName, bytes: Uint8Array, level?: number): void {
    if (bytes.length > 0) this.fields.push(field(name, this.#at, bytes.length, level));
    this.#parts.push(bytes);
    this.#at += bytes.length;
  }

  integer(name: FieldName, value: number, size: number): void {
    const bytes = new Uint8Array(size);
    putInteger(bytes, 0, value, size);
    this.raw(name, bytes);
  }

  /** Two bytes of length and the bytes: one field. */
  sized(name: FieldName, bytes: Uint8Array): void {
    mustHold(bytes.length <= 0xffff, `The ${name} has ${count(bytes.length, "byte")}; 65,535 is the most.`);
    const length = new Uint8Array(2);
    putInteger(length, 0, bytes.length, 2);
    this.raw(name, concat(length, bytes));
  }

  encoded(): Encoded {
    return { bytes: concat(...this.#parts), fields: this.fields };
  }
}

class Reader {
  readonly fields: ByteField[] = [];
  readonly #bytes: Bytes;
  at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  raw(name: FieldName, length: number, level?: number): Bytes {
    const bytes = this.#take(name, length);
    if (length > 0) this.fields.push(field(name, this.at - length, length, level));
    return bytes;
  }

  integer(name: FieldName, size: number): number {
    return getInteger(this.raw(name, size), 0, size);
  }

  sized(name: FieldName): Bytes {
    const start = this.at;
    const bytes = this.#take(name, getInteger(this.#take(name, 2), 0, 2));
    this.fields.push(field(name, start, bytes.length + 2));
    return bytes;
  }

  link(level: number): Bytes {
    return concat(...LINK_PARTS.map(([name, from, to]) => this.raw(name, to - from, level)));
  }

  #take(name: FieldName, length: number): Bytes {
    mustHold(this.at + length <= this.#bytes.length, `The envelope ends inside the field “${name}” of its header.`);
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }
}

const LINK_PARTS = [
  ["link nonce", 0, 12],
  ["sealed key", 12, 44],
  ["link tag", 44, 60],
] as const;

function readContext(reader: Reader): Readonly<Record<string, string>> {
  const count = reader.integer("context pairs", 2);
  const pairs: [string, string][] = [];
  let before: Bytes | null = null;
  for (let i = 0; i < count; i++) {
    const name = reader.sized("context name");
    mustHold(
      before === null || compareBytes(before, name) < 0,
      "The pairs of the encryption context are out of order.",
    );
    before = name;
    pairs.push([readText("context name", name), readText("context value", reader.sized("context value"))]);
  }
  return Object.fromEntries(pairs);
}

function readText(name: FieldName, bytes: Bytes): string {
  try {
    return strictText(bytes);
  } catch {
    throw new FormatError(`The field “${name}” is no UTF-8 text.`);
  }
}

function frameSizeFits(size: number): boolean {
  return Number.isInteger(size) && size >= 16 && size <= 1_048_576;
}

function putInteger(bytes: Uint8Array, at: number, value: number, size: number): void {
  for (let i = 0; i < size; i++) bytes[at + i] = Math.floor(value / 256 ** (size - 1 - i)) % 256;
}

function getInteger(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] as number);
  return value;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function mustHold(condition: boolean, message: string): asserts condition {
  if (!condition) throw new FormatError(message);
}
