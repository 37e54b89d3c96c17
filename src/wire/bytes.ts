import { base64 as scure } from "@scure/base";

/** Bytes over a plain ArrayBuffer, as every WebCrypto call takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);
const SCRATCH_BYTES = 65_536;
const scratch = new Uint8Array(SCRATCH_BYTES);

/**
 * The UTF-8 of a text in a buffer that the next call overwrites: for handing to WebCrypto, which copies its input before it returns.
 * Saves an allocation for every hash.
 */
export function passingUtf8(text: string): Bytes {
  if (text.length * 3 > SCRATCH_BYTES) return utf8(text);
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

/** `concat` in a buffer that the next call overwrites: for handing to WebCrypto, which copies its input before it returns. */
export function passing(...parts: readonly Uint8Array[]): Bytes {
  let at = 0;
  for (const part of parts) {
    if (at + part.length > SCRATCH_BYTES) return concat(...parts);
    scratch.set(part, at);
    at += part.length;
  }
  return scratch.subarray(0, at);
}

/** A copy of a piece of a longer text: kept for long, the piece itself would keep the longer one in memory as well. */
export const detached = (piece: string): string => ` ${piece}`.slice(1);

const sharedTexts = new Map<string, string>();
const SHARED_KEPT = 200;

/** A text that most calls send alike, kept once for all of them and apart from their requests. */
export function shared(text: string): string {
  const known = sharedTexts.get(text);
  if (known !== undefined) return known;
  if (sharedTexts.size >= SHARED_KEPT) sharedTexts.clear();
  const own = detached(text);
  sharedTexts.set(own, own);
  return own;
}

/** How many bytes a text's UTF-8 takes (a lone surrogate becomes the 3 bytes of U+FFFD). */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes++;
    else if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2; // two units, four bytes
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/**
 * Writes the UTF-8 of a text into `bytes` from `offset` on, as far as whole characters have room. Returns how many code units of the text it
 * read, and how many bytes they took.
 */
export function writeUtf8(
  text: string,
  bytes: Bytes,
  offset: number,
): { readonly read: number; readonly written: number } {
  if (text.length <= SHORT_TEXT && offset + text.length <= bytes.length) {
    let at = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) break;
      bytes[offset + at] = code;
    }
    if (at === text.length) return { read: at, written: at };
  }
  return encoder.encodeInto(text, bytes.subarray(offset));
}

/** Short texts are mostly ASCII, and written sooner than the encoder is called. */
const SHORT_TEXT = 64;

export const text = (bytes: Uint8Array): string => decoder.decode(bytes);
/** A byte order mark at the start belongs to the text. @throws TypeError when the bytes are not UTF-8. */
export const strictText = (bytes: Uint8Array): string => strict.decode(bytes);

interface NativeCodec {
  toBase64?: () => string;
  toHex?: () => string;
}
interface NativeCodecs {
  fromBase64?: (text: string, options: { lastChunkHandling: "strict" }) => Bytes;
}

/** Standard base64 with padding. */
export function base64(bytes: Uint8Array): string {
  const native = (bytes as NativeCodec).toBase64;
  return native === undefined ? scure.encode(bytes) : native.call(bytes);
}

/** @throws when the text is not standard, padded base64. */
export function fromBase64(encoded: string): Bytes {
  if (/\s/.test(encoded)) throw new SyntaxError("white space in base64");
  const native = (Uint8Array as unknown as NativeCodecs).fromBase64;
  return native === undefined
    ? (scure.decode(encoded) as Bytes)
    : native.call(Uint8Array, encoded, { lastChunkHandling: "strict" });
}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** Bytes that become one flat piece of hex: a call with twice so many arguments is no trouble anywhere. */
const AT_ONCE = 1024;

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  const native = (bytes as NativeCodec).toHex;
  if (native !== undefined) return native.call(bytes);
  // A text grown digit by digit is a tree of pieces, and traces keep thousands of them.
  let out = "";
  for (let from = 0; from < bytes.length; from += AT_ONCE) {
    const units: number[] = [];
    for (const byte of bytes.subarray(from, from + AT_ONCE))
      units.push(DIGITS[byte >> 4] as number, DIGITS[byte & 15] as number);
    out += String.fromCharCode(...units);
  }
  return out;
}

/** @throws SyntaxError when the text is not an even number of hex digits. */
export function fromHex(digits: string): Bytes {
  const bytes = new Uint8Array(digits.length >> 1);
  if (digits.length % 2 !== 0) throw new SyntaxError("not hex");
  writeHex(digits, bytes, 0);
  return bytes;
}

/** Writes what the hex digits say into `bytes` from `offset` on. @throws SyntaxError when they are no hex digits. */
export function writeHex(digits: string, bytes: Bytes, offset: number): void {
  for (let i = 0; 2 * i < digits.length; i++) {
    const byte = (nibble(digits.charCodeAt(2 * i)) << 4) | nibble(digits.charCodeAt(2 * i + 1));
    if (byte < 0) throw new SyntaxError("not hex");
    bytes[offset + i] = byte;
  }
}

/** 0 to 15, or -1 for what is no hex digit. */
function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Equality of texts whose time does not depend on where they differ. */
export function equalTexts(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** Equality whose time does not depend on where the bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
