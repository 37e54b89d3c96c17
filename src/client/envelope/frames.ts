/** The frames of an envelope (FORMAT.md, Frames): sealed one after another with several in flight, opened in the same order. */
import { concat, type Bytes } from "#wire/bytes.ts";
import { count, number as inDigits } from "#words/format.ts";
import {
  encodeFrameHead,
  FRAME_HEAD_LENGTH,
  frameLength,
  parseFrameHead,
  TAG_LENGTH,
  type FrameHead,
} from "./format.ts";
import { breathe } from "../real-time.ts";
import { release } from "../release.ts";
import type { Piece } from "./pieces.ts";
import { EnvelopeRefusal } from "./refusal.ts";

/** While one frame is worked on, the next piece is read. More at once would only touch more memory. */
const IN_FLIGHT = 2;
/** A wish to stop is heard after this long at most. */
const BREATH_MS = 40;
const MAX_FRAMES = 0xffff_ffff;

export interface FrameJob {
  /** AES-256-GCM, the envelope's frames key. */
  readonly key: CryptoKey;
  /** SHA-256 of the header, 32 bytes. */
  readonly headerHash: Bytes;
  /** Takes the bytes of each frame in order: head and sealed bytes (sealing), or clear bytes (opening). They are gone when it returns. */
  readonly write: (...parts: readonly Bytes[]) => void;
  /** Told the clear bytes done so far. */
  readonly onProgress?: (bytes: number) => void;
}

export interface FramesDone {
  readonly frames: number;
  /** Bytes of the file, clear. */
  readonly bytes: number;
}

/** `source`: the file in pieces of the frame size. */
export async function sealFrames(source: AsyncIterable<Piece> | Iterable<Piece>, job: FrameJob): Promise<FramesDone> {
  return inOrder(source, job, async (piece, number) => {
    if (number > MAX_FRAMES) throw new EnvelopeRefusal("length", "The file has too many frames for one envelope.");
    const head = encodeFrameHead({ number, last: piece.last, length: piece.bytes.length });
    const bytes = piece.bytes.length;
    // WebCrypto copies the piece before it returns, so its buffer may be filled again.
    const sealed = await crypto.subtle.encrypt(algorithm(job.headerHash, head, number), job.key, piece.bytes);
    return { parts: [head, new Uint8Array(sealed)], bytes, buffer: sealed };
  });
}

/**
 * `source`: the envelope after its header, in pieces of `frameLength(frameSize)` bytes. What `write` got must be dropped
 * when this throws.
 * @throws EnvelopeRefusal `frame` or `length`
 */
export async function openFrames(
  source: AsyncIterable<Piece> | Iterable<Piece>,
  frameSize: number,
  job: FrameJob,
): Promise<FramesDone> {
  return inOrder(source, job, async (piece, number) => {
    const head = checkedHead(piece, number, frameSize);
    const end = frameLength(head.length);
    const excess = piece.bytes.length - end;
    const sealed = piece.bytes.subarray(FRAME_HEAD_LENGTH, end);
    const headBytes = piece.bytes.slice(0, FRAME_HEAD_LENGTH);
    const clear = await crypto.subtle
      .decrypt(algorithm(job.headerHash, headBytes, number), job.key, sealed)
      .catch(() => {
        throw new EnvelopeRefusal(
          "frame",
          `The tag of frame ${inDigits(number)} does not hold: the frame, its place or the header it belongs to was altered.`,
          { frame: number },
        );
      });
    if (head.last && (excess > 0 || !piece.last)) {
      throw new EnvelopeRefusal(
        "length",
        `Bytes follow after frame ${inDigits(number)}, which says that it is the last.`,
      );
    }
    if (!head.last && piece.last) {
      throw new EnvelopeRefusal(
        "length",
        `The envelope ends after frame ${inDigits(number)}, which is not the last: it was cut off.`,
      );
    }
    return { parts: [new Uint8Array(clear)], bytes: head.length, buffer: clear };
  });
}

/** Fields of the frame's head against what its place and size allow. The tag comes after. */
function checkedHead(piece: Piece, number: number, frameSize: number): FrameHead {
  const had = piece.bytes.length;
  if (had < FRAME_HEAD_LENGTH + TAG_LENGTH) {
    throw new EnvelopeRefusal(
      "length",
      `The envelope ends inside the head of frame ${inDigits(number)}: it was cut off.`,
    );
  }
  const head = parseFrameHead(piece.bytes);
  if (head === null) {
    throw new EnvelopeRefusal(
      "frame",
      `Frame ${inDigits(number)} says neither that it is the last nor that it is not.`,
      {
        frame: number,
      },
    );
  }
  if (head.number !== number) {
    throw new EnvelopeRefusal(
      "frame",
      `The frame at place ${inDigits(number)} says that it is number ${inDigits(head.number)}.`,
      {
        frame: number,
      },
    );
  }
  if (head.length > frameSize || (!head.last && head.length !== frameSize)) {
    throw new EnvelopeRefusal(
      "frame",
      `Frame ${inDigits(number)} says a length of ${count(head.length, "byte")}, which cannot be.`,
      {
        frame: number,
      },
    );
  }
  if (frameLength(head.length) > had) {
    throw new EnvelopeRefusal("length", `The envelope ends inside frame ${inDigits(number)}: it was cut off.`);
  }
  return head;
}

/** Nonce: the number. AAD: header hash and the frame's own head. A key seals one envelope, so no nonce comes twice. */
function algorithm(headerHash: Bytes, head: Bytes, number: number): AesGcmParams {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, number);
  return { name: "AES-GCM", iv, additionalData: concat(headerHash, head), tagLength: TAG_LENGTH * 8 };
}

interface Work {
  readonly parts: readonly Bytes[];
  readonly bytes: number;
  /** What WebCrypto made. */
  readonly buffer: ArrayBuffer;
}

/** Works on up to IN_FLIGHT pieces at once and writes the results in the order of the pieces. */
async function inOrder(
  source: AsyncIterable<Piece> | Iterable<Piece>,
  job: FrameJob,
  work: (piece: Piece, number: number) => Promise<Work>,
): Promise<FramesDone> {
  const flying: Promise<Work>[] = [];
  let frames = 0;
  let bytes = 0;
  const land = async (): Promise<void> => {
    const done = await (flying.shift() as Promise<Work>);
    job.write(...done.parts);
    release(done.buffer);
    bytes += done.bytes;
    job.onProgress?.(bytes);
  };
  let breathed = performance.now();
  for await (const piece of source) {
    if (performance.now() - breathed > BREATH_MS) {
      await breathe();
      breathed = performance.now();
    }
    const flight = work(piece, frames++);
    flight.catch(() => {}); // told when it lands; after an earlier failure nobody waits for it
    flying.push(flight);
    if (flying.length >= IN_FLIGHT) await land();
  }
  while (flying.length > 0) await land();
  return { frames, bytes };
}
