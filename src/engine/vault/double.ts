/**
 * The ciphertext blob of a key in an external key store: sealed twice, first by KMS, then by the external key manager. Layout 2:
 *
 *   offset  0  79  the header of layout 1, its version 2; authenticated by both layers
 *   offset 79  12  IV of the external key
 *   offset 91   n  ciphertext of the external key: holds what KMS had sealed (ciphertext and tag)
 *   offset 91+n 16 tag of the external key, over header, encryption context and ciphertext
 */
import { concat, hex, type Bytes } from "#wire/bytes.ts";
import type { Anatomy } from "#glass/trace.ts";
import { encodeHeader, HEADER_BYTES, HEADER_FIELDS, TAG_BYTES, type BlobHeader } from "./blob.ts";
import { OUTER_IV_BYTES, type OuterLayer } from "./external.ts";

const DOUBLE_VERSION = 2;
const MULTI_REGION = 0x80;

/** Whether a blob that reads as one is of layout 2. */
export const isDouble = (blob: Bytes): boolean => ((blob[2] as number) & ~MULTI_REGION) === DOUBLE_VERSION;

/** The header as both layers authenticate it. */
export function doubleHeader(header: BlobHeader): Bytes {
  const bytes = encodeHeader(header);
  bytes[2] = ((bytes[2] as number) & MULTI_REGION) | DOUBLE_VERSION;
  return bytes;
}

/** `inner`: what KMS sealed, as a blob of layout 1. Its header is said once, by the whole. */
export const innerPart = (inner: Bytes): Bytes => inner.slice(HEADER_BYTES);
export const innerBlob = (header: BlobHeader, part: Bytes): Bytes => concat(encodeHeader(header), part);

export const encodeDouble = (header: BlobHeader, { iv, ciphertext, tag }: OuterLayer): Bytes =>
  concat(doubleHeader(header), iv, ciphertext, tag);

/** Null for a blob that is too short to hold both layers. */
export function parseDouble(blob: Bytes): OuterLayer | null {
  const start = HEADER_BYTES + OUTER_IV_BYTES;
  if (blob.length < start + 2 * TAG_BYTES) return null;
  return {
    iv: blob.slice(HEADER_BYTES, start),
    ciphertext: blob.slice(start, -TAG_BYTES),
    tag: blob.slice(-TAG_BYTES),
  };
}

/** `sealed` says what the inner layer holds, e.g. `data key`. */
export function doubleAnatomy(blob: Bytes, sealed: string, contextPairs: number): Anatomy {
  const shown = Math.min(blob.length, 6144);
  const start = HEADER_BYTES + OUTER_IV_BYTES;
  const origin = "the external key manager";
  return {
    title: `The ${sealed}, sealed twice`,
    length: blob.length,
    shown,
    hex: hex(blob.subarray(0, shown)),
    fields: [
      ...HEADER_FIELDS,
      {
        offset: HEADER_BYTES,
        length: OUTER_IV_BYTES,
        name: "outer IV",
        meaning: "AES-GCM's starting value for the outer layer.",
        origin,
        role: "frame",
      },
      {
        offset: start,
        length: blob.length - start - TAG_BYTES,
        name: `${sealed}, encrypted twice`,
        meaning: "Sealed by KMS, and what came out sealed again by the external key.",
        origin,
        role: "wrapped",
      },
      {
        offset: blob.length - TAG_BYTES,
        length: TAG_BYTES,
        name: "outer tag",
        meaning:
          contextPairs > 0
            ? "Proves that nothing before it was altered, and that the encryption context is the same."
            : "Proves that nothing before it was altered.",
        origin,
        role: "context",
      },
    ],
  };
}
