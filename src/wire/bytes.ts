import { base64 as scure } from "@scure/base";

/** Bytes over a plain ArrayBuffer, as every WebCrypto call takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);
/** @throws TypeError when the bytes are not UTF-8. */
export const strictText = (bytes: Uint8Array): string => strict.decode(bytes);

interface NativeCodec {
  toBase64?: () => string;
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

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += HEX[byte];
  return out;
}

/** @throws SyntaxError when the text is not an even number of hex digits. */
export function fromHex(digits: string): Bytes {
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) throw new SyntaxError("not hex");
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
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

/** Equality whose time does not depend on where the bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
