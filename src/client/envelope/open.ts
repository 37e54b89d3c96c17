/** Opens an envelope, check by check (FORMAT.md). Nothing of the file is handed over before the last check held. */
import { base64, type Bytes } from "#wire/bytes.ts";
import { nestedKeyName, theKey } from "#words/nested-key.ts";
import { capital, count, number as inDigits } from "#words/format.ts";
import type { Sink } from "../disk-sinks.ts";
import type { EnvelopeRun, OpenRequest } from "../face.ts";
import { now, perSecond } from "../real-time.ts";
import { SAMPLE } from "../sample.ts";
import { describe } from "../shelf.ts";
import { asked, givenContext, refused } from "./asking.ts";
import { ExposedKeys } from "./exposed-keys.ts";
import { frameLength, type ParsedHeader } from "./format.ts";
import { openFrames } from "./frames.ts";
import { readHeader } from "./header.ts";
import { deriveKeys, hashHeader, headerTagHolds, KEY_LENGTH, openLabel, openLink, type Label } from "./keys.ts";
import { flipWithin, pieces } from "./pieces.ts";
import { EnvelopeRefusal, kmsRefusal } from "./refusal.ts";
import type { RunRecord } from "./run-record.ts";
import type { Workbench } from "../workbench.ts";

/** @throws what `failureOf` puts into words; no byte of the file left then. */
export async function open(
  bench: Workbench,
  envelope: Blob,
  request: OpenRequest,
  record: RunRecord,
): Promise<EnvelopeRun> {
  const { signal } = record;
  const flip = request.flip?.of === "envelope" ? request.flip : null;
  record.add({ kind: "picked", at: now(), bytes: envelope.size });
  const parsed = await readHeader(envelope, flip);
  const { fixed } = parsed;
  record.learn({ context: request.context ?? parsed.wrap.context, depth: fixed.links.length + 1 });

  const exposed = new ExposedKeys(bench.shelf, await bench.prints(), record);
  const opened = describe({ name: "", kind: "opened", place: "memory", bytes: 0 });
  let clear: Sink | null = null;
  try {
    await unwrapFirstKey(bench, parsed, request, record, exposed);
    const dataKey = await unnest(exposed, parsed, record);
    const keys = await deriveKeys(dataKey.bytes, fixed.id);
    const bytesMs = exposed.overwrite();

    const begun = performance.now();
    const holds = await headerTagHolds(keys, parsed.untagged, parsed.tag);
    const label = holds ? await openLabel(keys, fixed.id, fixed.label) : null;
    if (label === null) {
      throw new EnvelopeRefusal(
        "header",
        "The header's tag does not hold: the header was altered, or belongs to another key.",
      );
    }
    if (request.keep === true) clear = await bench.disk.sink(opened.id, label.bytes);
    record.learn({ file: { name: label.name, bytes: label.bytes, sample: isSample(label) } });
    const done = await openFrames(
      pieces(envelope, parsed.length, frameLength(fixed.frameSize), signal, flip),
      fixed.frameSize,
      {
        key: keys.frames,
        headerHash: await hashHeader(parsed.untagged, parsed.tag),
        write: (...parts) => clear?.write(...parts),
        onProgress: (opened) => record.progress(opened, label.bytes, begun),
      },
    );
    if (done.bytes !== label.bytes) {
      throw new EnvelopeRefusal(
        "length",
        `The frames hold ${count(done.bytes, "byte")}, but the label says ${inDigits(label.bytes)}.`,
      );
    }
    const ms = performance.now() - begun;
    record.add({
      kind: "ciphered",
      at: now(),
      ...done,
      ms,
      bytesPerSecond: perSecond(done.bytes, ms),
      key: dataKey.print,
      bytesMs,
    });
    exposed.forget();
    signal.throwIfAborted();
    const kept = clear === null ? null : await finished(bench, clear, label);
    const artefact = kept === null ? null : opened.id;
    const run = record.asDone(artefact, { kind: "stored", at: now(), artefact, bytes: done.bytes, place: "memory" });
    await bench.shelf.store([], run);
    if (kept !== null) bench.shelf.hold({ ...opened, name: label.name, bytes: label.bytes }, ...kept);
    return run;
  } catch (error) {
    await clear?.discard().catch(() => {});
    throw error;
  } finally {
    exposed.forget();
  }
}

async function unwrapFirstKey(
  bench: Workbench,
  { wrap, fixed }: ParsedHeader,
  request: OpenRequest,
  record: RunRecord,
  exposed: ExposedKeys,
): Promise<void> {
  const sent = wrap.wrappedKey.slice();
  if (request.flip?.of === "wrapped-key") flipWithin(sent, 0, request.flip);
  const input = {
    CiphertextBlob: sent,
    ...givenContext(request.context ?? wrap.context),
    ...(request.keyId === undefined ? {} : { KeyId: request.keyId }),
  };
  const { id: run } = record.run;
  const answer = await bench.kms.call(bench.seat, "Decrypt", input, { run, signal: record.signal });
  record.add(asked("Decrypt", answer));
  const wrapped = { bytes: sent.length, base64: base64(sent), artefact: null };
  if (answer.error !== null) {
    record.add(refused("Decrypt", answer, wrapped));
    throw kmsRefusal(answer, answer.error, "unwrap the key of this envelope");
  }
  const { Plaintext, KeyId, KeyMaterialId } = answer.output;
  if (!(Plaintext instanceof Uint8Array)) throw new EnvelopeRefusal("stopped", "KMS's answer holds no key.");
  const clear = exposed.take(Plaintext as Bytes, 1, fixed.links.length + 1, answer);
  record.add({
    kind: "answered",
    at: answer.answered,
    operation: "Decrypt",
    requestId: answer.requestId,
    ok: true,
    error: null,
    clear,
    wrapped,
    keyArn: typeof KeyId === "string" ? KeyId : null,
    keyMaterialId: typeof KeyMaterialId === "string" ? KeyMaterialId : null,
  });
  if (Plaintext.length !== KEY_LENGTH) {
    throw new EnvelopeRefusal(
      "key-chain",
      `KMS unwrapped ${count(Plaintext.length, "byte")}; a key of this envelope has ${KEY_LENGTH}.`,
    );
  }
  if (!isSameKey(String(KeyId), wrap.keyArn)) {
    throw new EnvelopeRefusal(
      "header",
      `The header names ${wrap.keyArn}, but KMS unwrapped with ${String(KeyId)}: the header was altered.`,
    );
  }
}

/** A related multi-Region key has the same id and material in another Region; which of them unwrapped makes no difference. */
function isSameKey(answered: string, named: string): boolean {
  const [ours, theirs] = [answered, named].map((arn) => MULTI_REGION.exec(arn));
  return answered === named || (ours?.[1] !== undefined && ours[1] === theirs?.[1] && ours[2] === theirs[2]);
}

/** Partition, then account and key; the Region between them must look like one. */
const MULTI_REGION = /^(arn:[a-z-]+):kms:[a-z]{2}(?:-[a-z]+)+-[1-9]:([0-9]{12}:key\/mrk-[0-9a-f]{32})$/;

/** Opens link after link, from the key that KMS unwrapped down to the data key. */
async function unnest(
  exposed: ExposedKeys,
  { fixed }: ParsedHeader,
  record: RunRecord,
): Promise<ReturnType<ExposedKeys["key"]>> {
  const depth = fixed.links.length + 1;
  const name = (level: number): string => nestedKeyName(level, depth);
  for (const [index, link] of fixed.links.entries()) {
    const level = index + 2;
    const upper = exposed.key(level - 1);
    const bytes = await openLink(upper.bytes, link, fixed.id, level).catch(() => {
      throw new EnvelopeRefusal(
        "key-chain",
        `${capital(theKey(name(level)))} does not open under ${theKey(name(level - 1))}: its tag does not hold.`,
      );
    });
    const key = exposed.take(bytes, level, depth, null);
    record.add({ kind: "link", at: now(), level, key, under: upper.print, wrappedBytes: link.length });
  }
  return exposed.key(depth);
}

/** The checks all held: the opened file, and how to drop it. */
async function finished(
  bench: Workbench,
  clear: Sink,
  { type }: Label,
): Promise<[Blob, { drop: () => Promise<void> }]> {
  const blob = await bench.disk.read(await clear.finish());
  if (blob === null) throw new EnvelopeRefusal("stopped", "The browser's disk lost the opened file.");
  return [blob.slice(0, blob.size, type), { drop: () => clear.discard() }];
}

const isSample = ({ name, bytes }: Label): boolean => name === SAMPLE.name && bytes === SAMPLE.bytes;
