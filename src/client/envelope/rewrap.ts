/** The wrapped key of an envelope that lies on the disk: taken out, and exchanged. */
import type { Bytes } from "#wire/bytes.ts";
import type { Disk } from "../disk.ts";
import type { Artefact } from "../face.ts";
import { NoSuchArtefact, publicBytes, type Shelf } from "../shelf.ts";
import { checkHeader, encodeWrap, FRAME_SIZE } from "./format.ts";
import { readHeader } from "./header.ts";
import { pieces } from "./pieces.ts";

/**
 * A copy of the wrapped key as an artefact of its own. The file stays as it is.
 * @throws NoSuchArtefact, FormatError
 */
export async function takeWrappedKey(shelf: Shelf, disk: Disk, envelope: string): Promise<Artefact> {
  const { name, requestId } = await envelopeOf(disk, envelope);
  const { keyArn, context, wrappedKey } = (await readHeader(await shelf.blob(envelope))).wrap;
  const title = `${name.replace(/\.envelope$/, "")}, wrapped key`;
  const taken = publicBytes("wrapped-key", wrappedKey, { name: title, context, keyArn, requestId });
  await shelf.store([taken]);
  return taken.artefact;
}

/**
 * Exchanges the wrap of an envelope (FORMAT.md, Header): manual rotation without a byte of data decrypted. The fixed part and the
 * frames are copied as they are.
 * @throws NoSuchArtefact, Overtaken, FormatError, the browser's error when the disk is full (the envelope stays as it was)
 */
export async function rewrap(shelf: Shelf, disk: Disk, envelope: string, wrapped: string): Promise<Artefact> {
  const [artefact, wrap] = await Promise.all([envelopeOf(disk, envelope), shelf.find(wrapped)]);
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
    await shelf.exchange(artefact, { artefact: changed, content });
    return changed;
  } catch (error) {
    await sink.discard().catch(() => {});
    throw error;
  }
}

async function envelopeOf(disk: Disk, id: string): Promise<Artefact> {
  const artefact = await disk.artefact(id);
  if (artefact?.kind !== "envelope") throw new NoSuchArtefact(`There is no envelope ${id} on the disk.`);
  return artefact;
}
