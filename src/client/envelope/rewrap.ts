import type { Bytes } from "#wire/bytes.ts";
import type { Disk } from "../disk.ts";
import type { Artefact } from "../face.ts";
import { NoSuchArtefact, type Shelf } from "../shelf.ts";
import { checkHeader, encodeWrap, FRAME_SIZE } from "./format.ts";
import { readHeader } from "./header.ts";
import { pieces } from "./pieces.ts";

/**
 * Exchanges the wrap of an envelope (FORMAT.md, Header): manual rotation without a byte of data decrypted. The fixed part and the
 * frames are copied as they are.
 * @throws NoSuchArtefact, FormatError, the browser's error when the disk is full (the envelope stays as it was)
 */
export async function rewrap(shelf: Shelf, disk: Disk, envelope: string, wrapped: string): Promise<Artefact> {
  const [artefact, wrap] = await Promise.all([disk.artefact(envelope), shelf.find(wrapped)]);
  if (artefact?.kind !== "envelope") throw new NoSuchArtefact(`There is no envelope ${envelope} on the disk.`);
  if (wrap?.kind !== "wrapped-key") throw new NoSuchArtefact(`There is no wrapped key ${wrapped}.`);
  const blob = await shelf.blob(envelope);
  const { untagged, tag, length } = await readHeader(blob);
  const keyArn = wrap.keyArn ?? "";
  const context = wrap.context ?? {};
  const { bytes: wrapBytes } = encodeWrap({ keyArn, context, wrappedKey: await shelf.bytes(wrapped) });
  checkHeader(untagged, tag, wrapBytes);
  // Under a name of its own: the old file stays until the new one is committed in its place.
  const sink = await disk.sink(crypto.randomUUID(), blob.size);
  try {
    let stored = 0;
    const write = (...parts: readonly Bytes[]): void => {
      sink.write(...parts);
      for (const part of parts) stored += part.length;
    };
    write(untagged, tag, wrapBytes);
    const { signal } = new AbortController();
    for await (const piece of pieces(blob, length, FRAME_SIZE, signal)) write(piece.bytes);
    const content = await sink.finish();
    const changed = { ...artefact, bytes: stored, keyArn, context, requestId: wrap.requestId };
    await shelf.store([{ artefact: changed, content }]);
    return changed;
  } catch (error) {
    await sink.discard().catch(() => {});
    throw error;
  }
}
