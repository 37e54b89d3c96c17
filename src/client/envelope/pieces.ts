import type { Bytes } from "#wire/bytes.ts";

export interface Piece {
  /** `size` bytes, fewer only in the last piece. Overwritten once the next piece is asked for. */
  readonly bytes: Bytes;
  readonly last: boolean;
}

/** One bit of a file, altered on its way: `bit` 0 is the least significant. */
export interface Flip {
  readonly offset: number;
  readonly bit: number;
}

/**
 * Cuts `blob` from byte `from` on into pieces of `size` bytes; at least one comes, be it empty. One buffer serves the whole file,
 * so memory does not grow with it. `flip` alters a bit in the piece that holds it; the file itself stays as it is.
 * @throws AbortError when `signal` aborts, NotReadableError when the file changed or went away meanwhile.
 */
export async function* pieces(
  blob: Blob,
  from: number,
  size: number,
  signal: AbortSignal,
  flip: Flip | null = null,
): AsyncGenerator<Piece, void, undefined> {
  const reader = blob.slice(from).stream().getReader();
  const stop = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const buffer = new Uint8Array(size);
  let filled = 0;
  let start = from;
  const cut = (last: boolean): Piece => {
    const bytes = buffer.subarray(0, filled);
    if (flip !== null) flipWithin(bytes, start, flip);
    start += filled;
    filled = 0;
    return { bytes, last };
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      for (let taken = 0; taken < value.length; ) {
        // A full buffer leaves only when another byte is there, so that the last piece is known as such.
        if (filled === size) yield cut(false);
        const some = Math.min(size - filled, value.length - taken);
        buffer.set(value.subarray(taken, taken + some), filled);
        filled += some;
        taken += some;
      }
      release(value.buffer);
    }
    yield cut(true);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** Alters the bit in `bytes`, which lie at `start` of the file, if it is among them. */
export function flipWithin(bytes: Bytes, start: number, flip: Flip): void {
  const at = flip.offset - start;
  if (at >= 0 && at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << flip.bit);
}

/** The same of bytes that are in memory already; nothing is copied. */
export function* piecesOfBytes(bytes: Bytes, size: number, signal: AbortSignal): Generator<Piece, void, undefined> {
  for (let at = 0; ; at += size) {
    signal.throwIfAborted();
    const last = at + size >= bytes.length;
    yield { bytes: bytes.subarray(at, at + size), last };
    if (last) return;
  }
}

/**
 * Gives the memory of a buffer back now instead of at the next garbage collection: a worker that runs through a large file stays
 * small, and its next buffer need not be fetched from the system. The buffer is empty afterwards.
 */
export function release(buffer: ArrayBuffer): void {
  (buffer as { transfer?: (length: number) => ArrayBuffer }).transfer?.(0);
}
