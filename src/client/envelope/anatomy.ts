import type { Anatomy, ByteField } from "#glass/trace.ts";
import { hex, type Bytes } from "#wire/bytes.ts";
import { number as inDigits } from "#words/format.ts";
import { FRAME_HEAD_LENGTH, frameFields, frameLength, TAG_LENGTH } from "./format.ts";
import { readHeader } from "./header.ts";

/** Bytes of the first frame that are shown after the header. */
const SHOWN_OF_FRAME = 64;

/**
 * An envelope, field by field: its header whole, the first and the last frame by their parts, the frames between as one field.
 * @throws FormatError when the file is no envelope
 */
export async function envelopeAnatomy(title: string, envelope: Blob): Promise<Anatomy> {
  const { fixed, fields, length, start } = await readHeader(envelope);
  const shown = Math.min(length + SHOWN_OF_FRAME, envelope.size);
  return {
    title,
    length: envelope.size,
    shown,
    hex: hex(start.subarray(0, shown)),
    fields: [...fields, ...framesFields(length, envelope.size - length, fixed.frameSize)],
  };
}

/** A blob that only KMS reads. Its inner fields are published by the engine, in the trace of the call that made it. */
export function opaqueAnatomy(title: string, bytes: Bytes): Anatomy {
  const field: ByteField = {
    offset: 0,
    length: bytes.length,
    name: "ciphertext blob",
    meaning: "Made inside KMS and read only there; for the application it is one opaque piece.",
    origin: "KMS's answer, CiphertextBlob",
    role: "wrapped",
  };
  return { title, length: bytes.length, shown: bytes.length, hex: hex(bytes), fields: [field] };
}

/** `from`: where frame 0 begins; `bytes`: of all frames together. */
function framesFields(from: number, bytes: number, frameSize: number): readonly ByteField[] {
  const full = frameLength(frameSize);
  const last = Math.max(Math.ceil(bytes / full) - 1, 0);
  const lastAt = from + last * full;
  const lastSealed = bytes - last * full - FRAME_HEAD_LENGTH - TAG_LENGTH;
  if (lastSealed < 0) return []; // a cut file; opening it tells
  const first = last > 0 ? frameFields(from, 0, frameSize) : [];
  const between: ByteField[] = [];
  if (last > 1) {
    between.push({
      offset: from + full,
      length: (last - 1) * full,
      name: last === 2 ? "frame 1" : `frames 1 to ${inDigits(last - 1)}`,
      meaning: "More pieces of the file, each laid out as the first.",
      origin: "the file, sealed under the data key",
      role: "wrapped",
    });
  }
  return [...first, ...between, ...frameFields(lastAt, last, lastSealed)];
}
