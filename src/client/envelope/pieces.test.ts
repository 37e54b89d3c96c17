import { expect, test } from "vitest";
import { concat, type Bytes } from "#wire/bytes.ts";
import { pieces, type Piece } from "./pieces.ts";

const { signal } = new AbortController();
const counted = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => i % 251);

async function cut(source: AsyncIterable<Piece> | Iterable<Piece>): Promise<{ bytes: Bytes[]; lasts: boolean[] }> {
  const bytes: Bytes[] = [];
  const lasts: boolean[] = [];
  for await (const piece of source) {
    bytes.push(piece.bytes.slice());
    lasts.push(piece.last);
  }
  return { bytes, lasts };
}

/** A file of a browser whose streams only give chunks, and those of odd lengths. */
function chunky(contents: Bytes, chunk: number): Blob {
  const stream = (from: number): ReadableStream<Bytes> => {
    let at = from;
    return new ReadableStream<Bytes>({
      pull(controller) {
        if (at >= contents.length) return controller.close();
        controller.enqueue(contents.slice(at, at + chunk));
        at += chunk;
      },
    });
  };
  const blob = (from: number): unknown => ({ size: contents.length - from, slice: blob, stream: () => stream(from) });
  return blob(0) as Blob;
}

test.each([0, 1, 15, 16, 17, 32, 100])(
  "%i bytes are cut into pieces of 16, the last one known as such, however they are read",
  async (length) => {
    const contents = counted(length);
    const count = Math.max(Math.ceil(length / 16), 1);
    const expected = {
      bytes: Array.from({ length: count }, (_, i) => contents.slice(i * 16, (i + 1) * 16)),
      lasts: Array.from({ length: count }, (_, i) => i === count - 1),
    };
    expect(await cut(pieces(new Blob([contents]), 0, 16, signal))).toEqual(expected);
    for (const chunk of [1, 7, 16, 64])
      expect(await cut(pieces(chunky(contents, chunk), 0, 16, signal))).toEqual(expected);
  },
);

test("a flip alters one bit of one piece, counted from the start of the file", async () => {
  const contents = counted(100);
  const { bytes } = await cut(pieces(new Blob([contents]), 10, 16, signal, { offset: 42, bit: 7 }));
  const altered = contents.slice(10);
  altered[32] = (altered[32] ?? 0) ^ 0x80;
  expect(concat(...bytes)).toEqual(altered);
});

test("an abort ends the reading", async () => {
  const stop = new AbortController();
  const reading = pieces(new Blob([counted(1000)]), 0, 16, stop.signal);
  await reading.next();
  stop.abort();
  await expect(reading.next()).rejects.toMatchObject({ name: "AbortError" });
});
