/** Seals a file: a data key from KMS, the file through AES-256-GCM here, the wrapped key beside the sealed data. */
import { base64, type Bytes } from "#wire/bytes.ts";
import type { Sink } from "../disk-sinks.ts";
import type { EnvelopeRun, SealRequest } from "../face.ts";
import { now, perSecond } from "../real-time.ts";
import { describe, publicBytes } from "../shelf.ts";
import { asked, givenContext, NOTHING_WRAPPED, refused } from "./asking.ts";
import { ExposedKeys } from "./exposed-keys.ts";
import { checkHeader, encodeFixedPart, encodeWrap, FRAME_SIZE, ID_LENGTH, sortedPairs } from "./format.ts";
import { sealFrames } from "./frames.ts";
import { deriveKeys, hashHeader, KEY_LENGTH, sealLabel, sealLink, tagHeader } from "./keys.ts";
import { EnvelopeRefusal, kmsRefusal } from "./refusal.ts";
import type { RunRecord } from "./run-record.ts";
import type { Source } from "./source.ts";
import type { Workbench } from "../workbench.ts";

/** @throws what `failureOf` puts into words; nothing was stored then. */
export async function seal(
  bench: Workbench,
  source: Source,
  request: SealRequest,
  record: RunRecord,
): Promise<EnvelopeRun> {
  const { signal } = record;
  record.add({ kind: "picked", at: now(), bytes: source.bytes });
  sortedPairs(request.context); // refuses what is no text before KMS is asked
  const prints = await bench.prints();
  const place = describe({ name: `${source.name}.envelope`, kind: "envelope", place: "disk", bytes: 0 });
  const { answer, sink } = await roomAndKey(
    bench.disk.sink(place.id, source.bytes),
    askForDataKey(bench, request, record),
  );
  const exposed = new ExposedKeys(bench.shelf, prints, record);
  const envelope = { ...place, context: request.context, keyArn: answer.keyArn, requestId: answer.requestId };
  const wrapped = publicBytes("wrapped-key", answer.wrapped, {
    name: `${source.name}, wrapped key`,
    context: request.context,
    keyArn: answer.keyArn,
    requestId: answer.requestId,
  });
  try {
    const id = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
    const clear = exposed.take(answer.clear, 1, request.depth, answer);
    record.add({
      kind: "answered",
      at: answer.answered,
      operation: "GenerateDataKey",
      requestId: answer.requestId,
      ok: true,
      error: null,
      clear,
      wrapped: { bytes: answer.wrapped.length, base64: base64(answer.wrapped), artefact: wrapped.artefact.id },
      keyArn: answer.keyArn,
      keyMaterialId: answer.keyMaterialId,
    });
    const links = await nest(exposed, request.depth, id, record);
    const dataKey = exposed.key(request.depth);
    const keys = await deriveKeys(dataKey.bytes, id);
    const bytesMs = exposed.overwrite();

    const begun = performance.now();
    const { name, type, bytes } = source;
    const label = await sealLabel(keys, id, { name, type, bytes });
    const fixed = encodeFixedPart({ frameSize: FRAME_SIZE, id, links, label });
    const tag = await tagHeader(keys, fixed.bytes);
    const wrap = encodeWrap({ keyArn: answer.keyArn, context: request.context, wrappedKey: answer.wrapped });
    checkHeader(fixed.bytes, tag, wrap.bytes);
    let stored = 0;
    const write = (...parts: readonly Bytes[]): void => {
      sink.write(...parts);
      for (const part of parts) stored += part.length;
    };
    write(fixed.bytes, tag, wrap.bytes);
    const done = await sealFrames(source.pieces(FRAME_SIZE, signal), {
      key: keys.frames,
      headerHash: await hashHeader(fixed.bytes, tag),
      write,
      onProgress: (sealed) => record.progress(sealed, bytes, begun),
    });
    if (done.bytes !== bytes) throw new EnvelopeRefusal("stopped", "The file changed its length while it was read.");
    const ms = performance.now() - begun;
    record.add({
      kind: "ciphered",
      at: now(),
      ...done,
      ms,
      bytesPerSecond: perSecond(bytes, ms),
      key: dataKey.print,
      bytesMs,
    });
    exposed.forget();

    const content = await sink.finish();
    signal.throwIfAborted();
    const run = record.asDone(envelope.id, {
      kind: "stored",
      at: now(),
      artefact: envelope.id,
      bytes: stored,
      place: "disk",
    });
    await bench.shelf.store([wrapped, { artefact: { ...envelope, bytes: stored }, content }], run);
    return run;
  } catch (error) {
    await sink.discard().catch(() => {});
    throw error;
  } finally {
    exposed.forget();
  }
}

/** The disk makes room while KMS is asked. Where one of them fails, nothing is left of the other. */
async function roomAndKey(
  room: Promise<Sink>,
  key: Promise<DataKey>,
): Promise<{ readonly answer: DataKey; readonly sink: Sink }> {
  const [made, given] = await Promise.allSettled([room, key]);
  if (made.status === "fulfilled" && given.status === "fulfilled") return { answer: given.value, sink: made.value };
  if (made.status === "fulfilled") await made.value.discard().catch(() => {});
  if (given.status === "fulfilled") given.value.clear.fill(0);
  throw given.status === "rejected" ? given.reason : (made as PromiseRejectedResult).reason;
}

interface DataKey {
  readonly requestId: string;
  readonly answered: number;
  /** 32 bytes; the taker overwrites them. */
  readonly clear: Bytes;
  readonly wrapped: Bytes;
  readonly keyArn: string;
  readonly keyMaterialId: string | null;
}

async function askForDataKey(bench: Workbench, request: SealRequest, record: RunRecord): Promise<DataKey> {
  const { keyId, context } = request;
  const input = { KeyId: keyId, KeySpec: "AES_256", ...givenContext(context) };
  const { id: run } = record.run;
  const answer = await bench.kms.call(bench.seat, "GenerateDataKey", input, { run, signal: record.signal });
  record.add(asked("GenerateDataKey", answer));
  if (answer.error !== null) {
    record.add(refused("GenerateDataKey", answer, NOTHING_WRAPPED));
    throw kmsRefusal(answer, answer.error, "make a data key");
  }
  const { Plaintext, CiphertextBlob, KeyId, KeyMaterialId } = answer.output;
  const whole =
    Plaintext instanceof Uint8Array && Plaintext.length === KEY_LENGTH && CiphertextBlob instanceof Uint8Array;
  if (!whole || typeof KeyId !== "string")
    throw new EnvelopeRefusal("stopped", "KMS's answer lacks a part of the data key.");
  return {
    requestId: answer.requestId,
    answered: answer.answered,
    clear: Plaintext as Bytes,
    wrapped: CiphertextBlob as Bytes,
    keyArn: KeyId,
    keyMaterialId: typeof KeyMaterialId === "string" ? KeyMaterialId : null,
  };
}

/** Makes the keys of level 2 to `depth`, each sealed under the one above it. */
async function nest(exposed: ExposedKeys, depth: number, id: Bytes, record: RunRecord): Promise<Bytes[]> {
  const links: Bytes[] = [];
  for (let level = 2; level <= depth; level++) {
    const bytes = crypto.getRandomValues(new Uint8Array(KEY_LENGTH));
    const key = exposed.take(bytes, level, depth, null);
    const upper = exposed.key(level - 1);
    const link = await sealLink(upper.bytes, bytes, id, level);
    links.push(link);
    record.add({ kind: "link", at: now(), level, key, under: upper.print, wrappedBytes: link.length });
  }
  return links;
}
