/** The application's own frame cipher over bytes that are in memory already. */
import { serve } from "#glass/port.ts";
import type { Bytes } from "#wire/bytes.ts";
import { frameLength } from "#client/envelope/format.ts";
import { openFrames, sealFrames } from "#client/envelope/frames.ts";
import type { Piece } from "#client/envelope/pieces.ts";

export interface FramesBench {
  /** Makes the file and, sealed once, the frames that opening is given. */
  prepare(bytes: number, frameSize: number): Promise<void>;
  /** Bytes a second of the clear file. */
  seal(): Promise<number>;
  open(): Promise<number>;
}

let key: CryptoKey;
let size = 0;
let clear: Bytes;
let sealed: Bytes;
const headerHash = new Uint8Array(32);

serve<FramesBench>(self, {
  async prepare(bytes, frameSize) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    size = frameSize;
    clear = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(clear.subarray(at, at + 65_536));
    sealed = new Uint8Array(Math.ceil(bytes / frameSize) * frameLength(frameSize));
    let at = 0;
    const write = (...parts: readonly Bytes[]): void => {
      for (const part of parts) {
        sealed.set(part, at);
        at += part.length;
      }
    };
    await sealFrames(pieces(clear, frameSize), { key, headerHash, write });
    sealed = sealed.subarray(0, at);
  },
  seal: () => measure((write) => sealFrames(pieces(clear, size), { key, headerHash, write })),
  open: () => measure((write) => openFrames(pieces(sealed, frameLength(size)), size, { key, headerHash, write })),
});

/** The frames are made and dropped: where they go is another bench's matter. */
async function measure(
  run: (write: (...parts: readonly Bytes[]) => void) => Promise<{ bytes: number }>,
): Promise<number> {
  let written = 0;
  const start = performance.now();
  const { bytes } = await run((...parts) => {
    for (const part of parts) written += part.length;
  });
  const ms = performance.now() - start;
  if (written < bytes) throw new Error("not everything was written");
  return (bytes / ms) * 1000;
}

/** Nothing is copied. */
function* pieces(bytes: Bytes, size: number): Generator<Piece, void, undefined> {
  for (let at = 0; ; at += size) {
    const last = at + size >= bytes.length;
    yield { bytes: bytes.subarray(at, at + size), last };
    if (last) return;
  }
}
