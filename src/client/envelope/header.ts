import type { Bytes } from "#wire/bytes.ts";
import { MAX_HEADER, parseHeader, type ParsedHeader } from "./format.ts";
import { flipWithin, type Flip } from "./pieces.ts";

/** The header, and the bytes of the file that were read for it: the header and what follows, at most 64 KiB. */
type ReadHeader = ParsedHeader & { readonly start: Bytes };

/** Reads no further than a header can reach. @throws FormatError */
export async function readHeader(envelope: Blob, flip: Flip | null = null): Promise<ReadHeader> {
  const start = new Uint8Array(await envelope.slice(0, MAX_HEADER).arrayBuffer());
  if (flip !== null) flipWithin(start, 0, flip);
  return { ...parseHeader(start), start };
}
