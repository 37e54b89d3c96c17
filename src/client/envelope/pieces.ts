import type { Bytes } from "#wire/bytes.ts";

export interface Piece {
  /** `size` bytes, fewer only in the last piece. Gone once the next piece is asked for. */
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
  const reader = readerOf(blob.slice(from).stream());
  const stop = (): void => reader.cancel();
  signal.addEventListener("abort", stop, { once: true });
  try {
    let bytes: Bytes = new Uint8Array(size);
    for (let at = from; ; at += size) {
      bytes = await reader.fill(bytes.buffer, Math.max(0, Math.min(size, blob.size - at)));
      signal.throwIfAborted();
      if (flip !== null) flipWithin(bytes, at, flip);
      const last = at + size >= blob.size;
      yield { bytes, last };
      if (last) return;
    }
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

interface Reader {
  /** The next `wanted` bytes, fewer at the end, in `buffer` or in the one that takes its place. */
  fill(buffer: ArrayBuffer, wanted: number): Promise<Bytes>;
  cancel(): void;
}

function readerOf(stream: ReadableStream<Bytes>): Reader {
  try {
    return intoOwnBuffer(stream.getReader({ mode: "byob" }));
  } catch {
    return outOfChunks(stream.getReader()); // a browser whose files are no byte streams
  }
}

/** Twice as fast as chunks, and leaves no garbage. */
function intoOwnBuffer(reader: ReadableStreamBYOBReader): Reader {
  return {
    async fill(buffer, wanted) {
      let filled = 0;
      while (filled < wanted) {
        const rest = new Uint8Array(buffer, filled, wanted - filled);
        const { done, value } = await reader.read(rest, { min: rest.length });
        if (value === undefined) return new Uint8Array(); // cancelled
        buffer = value.buffer;
        filled += value.length;
        if (done) break;
      }
      return new Uint8Array(buffer, 0, filled);
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

function outOfChunks(reader: ReadableStreamDefaultReader<Bytes>): Reader {
  let chunk: Bytes = new Uint8Array();
  return {
    async fill(buffer, wanted) {
      const bytes = new Uint8Array(buffer);
      let filled = 0;
      while (filled < wanted) {
        if (chunk.length === 0) {
          const { done, value } = await reader.read();
          if (done) break;
          chunk = value;
        }
        const some = Math.min(wanted - filled, chunk.length);
        bytes.set(chunk.subarray(0, some), filled);
        chunk = chunk.subarray(some);
        filled += some;
      }
      return bytes.subarray(0, filled);
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}
