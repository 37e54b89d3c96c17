import { expect, test } from "vitest";
import { concat, equalBytes, fromBase64, type Bytes } from "#wire/bytes.ts";
import { ADMIN, APP, REPORT } from "#engine/testing/engine.ts";
import type { ApplicationFace, CallInput, EnvelopeRun, OpenRequest } from "../face.ts";
import { SAMPLE } from "../sample.ts";
import { createTestApplication } from "../testing/application.ts";
import { parseHeader } from "./format.ts";

const context = { order: "1001" };
const keyId = "alias/orders";

async function sealed(
  application: ApplicationFace,
  contents: Bytes,
  depth = 1,
): Promise<{ run: EnvelopeRun; envelope: Bytes; id: string }> {
  const file = await application.pick(new File([contents], "scan.tiff", { type: "image/tiff" }));
  const run = await application.seal({ source: { artefact: file.id }, keyId, context, depth });
  expect(run.failure).toBeNull();
  const id = run.result ?? "";
  const { blob } = await application.download(id);
  return { run, envelope: new Uint8Array(await blob.arrayBuffer()), id };
}

const asFile = (...parts: readonly Bytes[]): { file: File } => ({ file: new File([concat(...parts)], "x.envelope") });

const random = (length: number): Bytes => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};

test.each([
  [0, 1],
  [1, 1],
  [262_143, 2],
  [262_144, 1],
  [262_145, 5],
  [1_000_000, 3],
])("%i bytes sealed at depth %i come back byte for byte, with their name", async (length, depth) => {
  const { application } = await createTestApplication();
  const contents = random(length);
  const { run, id } = await sealed(application, contents, depth);
  const kinds = [
    "picked",
    "asked",
    "answered",
    ...Array.from({ length: depth - 1 }, () => "link"),
    "overwritten",
    "ciphered",
    "forgot",
    "stored",
  ];
  expect(run.moments.map(({ kind }) => kind)).toEqual(kinds);
  const opened = await application.open({ envelope: id, keep: true });
  expect(opened).toMatchObject({
    outcome: "done",
    failure: null,
    depth,
    context,
    file: { name: "scan.tiff", bytes: length, sample: false },
  });
  expect(opened.moments.map(({ kind }) => kind)).toEqual(kinds);
  const { name, blob } = await application.download(opened.result ?? "");
  expect(name).toBe("scan.tiff");
  expect(blob.type).toBe("image/tiff");
  expect(equalBytes(new Uint8Array(await blob.arrayBuffer()), contents)).toBe(true);
});

test("the moments tell what happened: prints agree from GenerateDataKey to Decrypt, request ids name real calls, the clear key is gone", async () => {
  const { application, test: engine, requests } = await createTestApplication();
  const { run, id } = await sealed(application, random(300_000), 3);
  const opened = await application.open({ envelope: id });
  const keysOf = ({ moments }: EnvelopeRun): unknown => moments.find(({ kind }) => kind === "forgot");
  expect(keysOf(opened)).toMatchObject({ keys: (keysOf(run) as { keys: unknown }).keys });
  const asked = run.moments.find((moment) => moment.kind === "asked");
  const answered = run.moments.find((moment) => moment.kind === "answered");
  const trace = await engine.engine.glass.call(asked?.requestId ?? "");
  expect(trace?.summary.operation).toBe("GenerateDataKey");
  expect(trace?.application?.composed.run).toBe(run.id);
  expect(JSON.stringify(trace?.response.body)).toContain(`«32 bytes, print ${answered?.clear?.print}»`);
  const keys = (await application.artefacts()).filter(({ kind }) => kind === "data-key");
  expect(keys).toHaveLength(6);
  for (const key of keys) expect(key.until).toBeGreaterThanOrEqual(key.since);
  for (const { moments } of [run, opened]) {
    const came = moments.find((moment) => moment.kind === "answered");
    const ciphered = moments.find((moment) => moment.kind === "ciphered");
    const forgot = moments.find((moment) => moment.kind === "forgot");
    // One start for both: KMS's answer. The bytes are zeros before the file is worked on, the handles go after it.
    const overwritten = moments.find((moment) => moment.kind === "overwritten");
    expect(overwritten?.bytesMs).toBe(ciphered?.bytesMs);
    expect(forgot?.exposure.bytesMs).toBe(ciphered?.bytesMs);
    expect(forgot?.exposure.handlesMs).toBe((forgot?.at ?? 0) - (came?.at ?? 0));
    expect(ciphered?.bytesMs).toBeLessThanOrEqual((ciphered?.at ?? 0) - (ciphered?.ms ?? 0) - (came?.at ?? 0));
  }
  const wrapped = await application.artefact(answered?.wrapped.artefact ?? "");
  expect(wrapped).toMatchObject({ kind: "wrapped-key", place: "disk", base64: answered?.wrapped.base64 });
  const bodies = requests.map(({ request }) => request.body).join();
  expect(bodies.length).toBeLessThan(2_000);
});

/** A whole drill flips every bit, a unit test one bit of every third byte. */
const bits = (offset: number): readonly number[] =>
  WHOLE ? [0, 1, 2, 3, 4, 5, 6, 7] : offset % 3 === 0 ? [offset % 8] : [];
const WHOLE = process.env["KEYGLASS_DRILL"] === "whole";

test("every bit of the header of a small envelope, and of one at depth 3, is protected: each flip is refused by name", async () => {
  const { application } = await createTestApplication();
  for (const depth of [1, 3]) {
    const { envelope, id } = await sealed(application, random(40), depth);
    const header = parseHeader(envelope);
    const checks = new Map<string, number>();
    for (let offset = 0; offset < header.length; offset++) {
      for (const bit of bits(offset)) {
        const run = await application.open({ envelope: id, flip: { of: "envelope", offset, bit }, keep: true });
        expect(run, `byte ${offset} bit ${bit}`).toMatchObject({
          outcome: "failed",
          result: null,
          flipped: { of: "envelope", offset, bit },
        });
        const check = run.failure?.check ?? "none";
        expect(run.failure?.message, `byte ${offset} bit ${bit}`).toMatch(/.{20,}/);
        checks.set(check, (checks.get(check) ?? 0) + 1);
      }
    }
    const expected = ["format", "header", "wrapped-key", ...(depth > 1 ? ["key-chain"] : [])];
    expect([...checks.keys()].toSorted()).toEqual(expected.toSorted());
  }
  expect((await application.artefacts()).filter(({ kind }) => kind === "opened")).toEqual([]);
});

test("a link that is altered is named as the picture names its keys", async () => {
  const { application } = await createTestApplication();
  const { envelope, id } = await sealed(application, random(40), 3);
  const { fixed, length } = parseHeader(envelope);
  expect(fixed.links).toHaveLength(2);
  const messages = new Set<string>();
  for (let offset = 0; offset < length; offset++) {
    const run = await application.open({ envelope: id, flip: { of: "envelope", offset, bit: 0 } });
    if (run.failure?.check === "key-chain") messages.add(run.failure.message);
  }
  expect([...messages].toSorted()).toEqual([
    "Key 2 does not open under key 1: its tag does not hold.",
    "The data key does not open under key 2: its tag does not hold.",
  ]);
});

test("the numbers of a refusal are written as everywhere else", async () => {
  const { application } = await createTestApplication();
  const { envelope, id } = await sealed(application, random(40));
  const saidOf = async (offset: number) =>
    (await application.open({ envelope: id, flip: { of: "envelope", offset, bit: 0 } })).failure?.message;
  // The first byte of the frame size, and that of the first frame's number.
  expect(await saidOf(7)).toBe("The envelope says frames of 17,039,360 bytes; 16 to 1,048,576 are possible.");
  expect(await saidOf(parseHeader(envelope).length)).toBe("The frame at place 0 says that it is number 16,777,216.");
});

test("the wrapped key altered on its way to KMS is refused there, and the run is kept like any other", async () => {
  const { application } = await createTestApplication();
  const { run, id } = await sealed(application, random(40));
  const flip = { of: "wrapped-key", offset: 120, bit: 0 } as const;
  const opened = await application.open({ envelope: id, flip });
  expect(opened).toMatchObject({ outcome: "failed", flipped: flip, failure: { check: "wrapped-key" } });
  expect(opened.failure?.kms?.name).toBe("InvalidCiphertextException");
  const wrappedOf = ({ moments }: EnvelopeRun): string =>
    moments.find((moment) => moment.kind === "answered")?.wrapped.base64 ?? "";
  const [sent, kept] = [opened, run].map((one) => fromBase64(wrappedOf(one)));
  expect(sent?.length).toBe(kept?.length);
  expect([...(sent ?? [])].map((byte, at) => byte ^ (kept?.[at] ?? 0)).filter((bits) => bits !== 0)).toEqual([1]);
  expect(await application.run(opened.id)).toEqual(opened);
  expect(await application.open({ envelope: id })).toMatchObject({ outcome: "done" });
});

test("every bit of the frames is protected too", async () => {
  const { application } = await createTestApplication();
  const { envelope, id } = await sealed(application, random(30));
  const { length } = parseHeader(envelope);
  for (let offset = length; offset < envelope.length; offset++) {
    for (const bit of bits(offset)) {
      const run = await application.open({ envelope: id, flip: { of: "envelope", offset, bit }, keep: true });
      expect(run.outcome, `byte ${offset} bit ${bit}`).toBe("failed");
      expect(["frame", "length"]).toContain(run.failure?.check);
    }
  }
});

test("truncated at any length, or with anything after its end, an envelope is refused", async () => {
  const { application } = await createTestApplication();
  const { envelope } = await sealed(application, random(50), 2);
  const { length } = parseHeader(envelope);
  for (let cut = 0; cut < envelope.length; cut++) {
    const { failure } = await application.open({ envelope: asFile(envelope.subarray(0, cut)), keep: true });
    expect(failure?.check, `cut to ${cut}`).toBe(cut < length ? "format" : "length");
  }
  const { failure } = await application.open({ envelope: asFile(envelope, new Uint8Array(1)) });
  expect(failure?.check).toBe("length");
});

test("frames swapped, doubled, left out or taken from another envelope are refused; so is an end cut at a frame", async () => {
  const { application } = await createTestApplication();
  const size = 262_144 + 24;
  const parts = ({ envelope }: { envelope: Bytes }): Bytes[] => {
    const { length } = parseHeader(envelope);
    const frames = [0, 1, 2].map((i) => envelope.subarray(length + i * size, length + (i + 1) * size));
    return [envelope.subarray(0, length), ...frames];
  };
  const [head, a, b, last] = parts(await sealed(application, random(600_000))) as [Bytes, Bytes, Bytes, Bytes];
  const [, , foreign] = parts(await sealed(application, random(600_000))) as [Bytes, Bytes, Bytes];
  const check = async (...frames: Bytes[]): Promise<unknown> => {
    const { outcome, failure } = await application.open({ envelope: asFile(head, ...frames), keep: true });
    return failure === null ? outcome : [failure.check, failure.frame];
  };
  expect(await check(a, b, last)).toBe("done");
  expect(await check(b, a, last)).toEqual(["frame", 0]);
  expect(await check(a, a, last)).toEqual(["frame", 1]);
  expect(await check(a, last)).toEqual(["frame", 1]);
  expect(await check(a, foreign, last)).toEqual(["frame", 1]);
  expect(await check(a, b)).toEqual(["length", null]);
  expect(await check(a)).toEqual(["length", null]);
  expect(await check()).toEqual(["length", null]);
  expect(await check(a, b, last, last)).toEqual(["length", null]);
  const renumbered = b.slice();
  renumbered[3] = 0;
  expect(await check(renumbered, b, last)).toEqual(["frame", 0]);
});

test("the wrong context, the wrong person, a wrong KeyId: KMS's own error, and the check is the wrapped key", async () => {
  const { application, seat } = await createTestApplication();
  const { id } = await sealed(application, random(10));
  const failure = async (request: Partial<OpenRequest>): Promise<unknown> => {
    const run = await application.open({ envelope: id, ...request });
    expect(run.failure?.requestId).toBe(run.moments.find((moment) => moment.kind === "answered")?.requestId);
    return [run.failure?.check, run.failure?.kms?.name];
  };
  expect(await failure({ context: { order: "1002" } })).toEqual(["wrapped-key", "InvalidCiphertextException"]);
  expect(await failure({ context: {} })).toEqual(["wrapped-key", "InvalidCiphertextException"]);
  expect(await failure({ keyId: "alias/none" })).toEqual(["wrapped-key", "NotFoundException"]);
  expect(await application.open({ envelope: id, keyId, context })).toMatchObject({ outcome: "done", keyId });
  await application.sit({ ...seat, principalArn: REPORT });
  expect(await failure({})).toEqual(["wrapped-key", "AccessDeniedException"]);
  await application.sit({ ...seat, principalArn: APP });
  const run = await application.seal({ source: "sample", keyId: "alias/none", context: {}, depth: 1 });
  expect(run).toMatchObject({
    outcome: "failed",
    failure: { check: "wrapped-key", kms: { name: "NotFoundException" } },
    result: null,
  });
  expect(run.moments.map(({ kind }) => kind)).toEqual(["picked", "asked", "answered"]);
});

test("an envelope whose header could not be read again is not made, and no clear key is left", async () => {
  const { application } = await createTestApplication();
  const context = { first: "a".repeat(40_000), second: "b".repeat(40_000) };
  const run = await application.seal({ source: "sample", keyId, context, depth: 1 });
  expect(run).toMatchObject({ outcome: "failed", failure: { check: "format" }, result: null });
  expect(run.failure?.message).toContain("at most 65,536 bytes");
  const left = await application.artefacts();
  expect(left.filter(({ kind }) => kind === "envelope")).toEqual([]);
  // Listed as gone: when it came, and when it was overwritten.
  expect(left.filter(({ kind, until }) => kind === "data-key" && until === null)).toEqual([]);
});

test("a file that is no envelope is told so without asking KMS", async () => {
  const { application, requests } = await createTestApplication();
  const run = await application.open({ envelope: { file: new File(["not an envelope at all"], "letter.txt") } });
  expect(run).toMatchObject({ outcome: "failed", failure: { check: "format" }, file: { name: "letter.txt" } });
  expect(run.failure?.message).toContain("KGEV");
  expect(requests.filter(({ request }) => request.method === "POST")).toEqual([]);
});

test("the sample is sealed, and its envelope and run are there after a reload and in a second tab", async () => {
  const { application, secondTab, events } = await createTestApplication();
  const run = await application.seal({ source: "sample", keyId, context, depth: 1 });
  expect(run).toMatchObject({ outcome: "done", file: SAMPLE_FILE });
  expect(events.at(-1)).toEqual({ event: "moment", run });
  const other = await secondTab();
  expect(await other.runs()).toEqual([run]);
  expect(await other.run(run.id)).toEqual(run);
  const opened = await other.open({ envelope: run.result ?? "" });
  expect(opened).toMatchObject({ outcome: "done", file: SAMPLE_FILE, result: null });
  expect((await application.runs()).map(({ id }) => id)).toEqual([opened.id, run.id]);
});
const SAMPLE_FILE = { name: SAMPLE.name, bytes: SAMPLE.bytes, sample: true };

test("cancel ends a run without a result; a failed run is kept as well", async () => {
  const { application, join, events } = await createTestApplication();
  await application.type("fetches the credentials");
  join(false);
  const sealing = application.seal({ source: "sample", keyId, context: {}, depth: 1 });
  await expect.poll(() => events.find(({ event }) => event === "moment")).toBeDefined();
  const [running] = await application.runs();
  expect(running?.outcome).toBe("running");
  await application.cancel(running?.id ?? "");
  expect(await sealing).toMatchObject({ outcome: "cancelled", failure: null, result: null });
  expect((await application.run(running?.id ?? ""))?.outcome).toBe("cancelled");
  expect((await application.artefacts()).filter(({ kind }) => kind === "envelope")).toEqual([]);
});

test("a run that is still going is listed in its own world only", async () => {
  const { application, join, events, seat } = await createTestApplication();
  await application.type("fetches the credentials");
  join(false);
  const sealing = application.seal({ source: "sample", keyId, context: {}, depth: 1 });
  await expect.poll(() => events.find(({ event }) => event === "moment")).toBeDefined();
  await application.sit({ ...seat, world: "another" });
  expect(await application.runs()).toEqual([]);
  await application.sit(seat);
  const [running] = await application.runs();
  expect(running).toMatchObject({ outcome: "running", seat: { world: seat.world } });
  await application.cancel(running?.id ?? "");
  await sealing;
});

test("the anatomy shows the header whole and the frames by their heads", async () => {
  const { application } = await createTestApplication();
  const { envelope, id } = await sealed(application, random(1_000_000), 2);
  const anatomy = await application.anatomy(id);
  expect(anatomy?.length).toBe(envelope.length);
  expect(anatomy?.hex).toHaveLength(2 * (anatomy?.shown ?? 0));
  let at = 0;
  for (const field of anatomy?.fields ?? []) {
    expect(field.offset).toBe(at);
    at += field.length;
  }
  expect(at).toBe(envelope.length);
  expect(anatomy?.fields.map(({ name }) => name)).toContain("sealed key, level 2");
  expect(anatomy?.fields.map(({ name }) => name)).toContain("frames 1 to 2");
});

test("what was sealed under a multi-Region key opens in the Region of its replica, and under no other key", async () => {
  const {
    application,
    seat,
    test: { engine },
  } = await createTestApplication();
  const ask = async (operation: string, input: CallInput) =>
    (await application.call(operation, input, { as: ADMIN })).output;
  const made = (await ask("CreateKey", { MultiRegion: true }))["KeyMetadata"] as { readonly Arn: string };
  const file = await application.pick(new File(["three boxes"], "orders.csv"));
  const sealing = { source: { artefact: file.id }, keyId: made.Arn, context, depth: 1, as: ADMIN };
  const envelope = (await application.seal(sealing)).result ?? "";
  await ask("ReplicateKey", { KeyId: made.Arn, ReplicaRegion: "eu-west-1" });
  await engine.glass.setClock({ advance: 60_000 }); // a replica is being created for a while
  await application.sit({ ...seat, region: "eu-west-1" });
  const opened = await application.open({ envelope, as: ADMIN });
  expect(opened.failure).toBe(null);
  const { blob } = await application.download(envelope);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const { wrap } = parseHeader(bytes);
  const at = new TextDecoder("latin1").decode(bytes).indexOf(wrap.keyArn) + wrap.keyArn.length - 1;
  bytes[at] = (bytes[at] as number) ^ 1;
  expect((await application.open({ envelope: asFile(bytes), as: ADMIN })).failure?.check).toBe("header");
});

test("a world is wiped by its name, wherever the application sits by then", async () => {
  const { application, seat } = await createTestApplication();
  await sealed(application, random(10));
  await application.sit({ ...seat, world: "another" });
  await application.type("kept");
  await application.wipe(seat.world);
  expect(await application.artefacts()).toHaveLength(1);
  await application.sit(seat);
  expect(await application.artefacts()).toEqual([]);
});

test("a world that takes the place of one that is being wiped keeps what is sealed in it", async () => {
  const { application, seat } = await createTestApplication();
  const before = await sealed(application, random(10));
  const wiped = application.wipe(seat.world);
  await application.sit(seat);
  const after = await sealed(application, random(10));
  await wiped;
  const ids = (await application.artefacts()).map(({ id }) => id);
  expect(ids).toContain(after.id);
  expect(ids).not.toContain(before.id);
});

test("a wipe leaves nothing in memory and on disk", async () => {
  const { application, seat } = await createTestApplication();
  const { id } = await sealed(application, random(10));
  await application.wipe(seat.world);
  await application.sit(seat);
  expect(await application.artefacts()).toEqual([]);
  expect(await application.runs()).toEqual([]);
  await expect(application.open({ envelope: id })).rejects.toMatchObject({ name: "NoSuchArtefact" });
});
