import type { Bytes } from "#wire/bytes.ts";
import type { SealRequest } from "../face.ts";
import { SAMPLE, writeSample } from "../sample.ts";
import { NoSuchArtefact, type Shelf } from "../shelf.ts";
import { pieces, type Piece } from "./pieces.ts";

/** A file to seal. */
export interface Source {
  readonly name: string;
  /** Media type, may be empty. */
  readonly type: string;
  readonly bytes: number;
  readonly sample: boolean;
  pieces(size: number, signal: AbortSignal): AsyncIterable<Piece> | Iterable<Piece>;
}

/** @throws NoSuchArtefact */
export async function sourceOf(source: SealRequest["source"], shelf: Shelf): Promise<Source> {
  if (source === "sample") {
    return { ...SAMPLE, sample: true, pieces: (size, signal) => withLast(writeSample(size), size, signal) };
  }
  const artefact = await shelf.find(source.artefact);
  if (artefact === null) throw new NoSuchArtefact(`There is no artefact ${source.artefact}.`);
  const blob = await shelf.blob(artefact.id);
  return {
    name: artefact.name,
    type: blob.type,
    bytes: blob.size,
    sample: false,
    pieces: (size, signal) => pieces(blob, 0, size, signal),
  };
}

function* withLast(written: Iterable<Bytes>, size: number, signal: AbortSignal): Generator<Piece, void, undefined> {
  let at = 0;
  for (const bytes of written) {
    signal.throwIfAborted();
    at += size;
    yield { bytes, last: at >= SAMPLE.bytes };
  }
}
