import { expect, test, vi } from "vitest";
import { base64, equalBytes, hex, text, type Bytes } from "#wire/bytes.ts";
import { ADMIN } from "#engine/testing/engine.ts";
import { parseHeader } from "./envelope/format.ts";
import { createTestApplication } from "./testing/application.ts";
import { slow } from "./testing/slow.ts";

const keyId = "alias/orders";

test("a typed text is readable, and again when it comes back from KMS, also after a reload; nothing else is", async () => {
  const { application, secondTab } = await createTestApplication();
  const typed = await application.type("meet me at noon");
  expect(typed).toMatchObject({ kind: "text", place: "memory", bytes: 15, base64: null });
  expect(await application.readText(typed.id)).toBe("meet me at noon");
  const sealed = await application.call(
    "Encrypt",
    { KeyId: keyId, Plaintext: { artefact: typed.id } },
    { keep: { CiphertextBlob: "note" } },
  );
  const other = await secondTab();
  const opened = await other.call(
    "Decrypt",
    { CiphertextBlob: { artefact: sealed.kept["CiphertextBlob"] ?? "" } },
    { keep: { Plaintext: "note, opened" } },
  );
  const note = await other.artefact(opened.kept["Plaintext"] ?? "");
  expect(note).toMatchObject({ kind: "opened", place: "memory", print: typed.print });
  expect(await other.readText(note?.id ?? "")).toBe("meet me at noon");
  expect(text(new Uint8Array(await (await other.download(note?.id ?? "")).blob.arrayBuffer()))).toBe("meet me at noon");
  expect(await other.readText(sealed.kept["CiphertextBlob"] ?? "")).toBeNull();
  expect(await other.readText("none")).toBeNull();
});

test("a data key is never readable and never leaves, not even when Decrypt brings it back", async () => {
  const { application } = await createTestApplication();
  const made = await application.call(
    "GenerateDataKey",
    { KeyId: keyId, KeySpec: "AES_256" },
    { keep: { Plaintext: "data key", CiphertextBlob: "data key, wrapped" } },
  );
  const wrapped = made.kept["CiphertextBlob"] ?? "";
  const again = await application.call(
    "Decrypt",
    { CiphertextBlob: { artefact: wrapped } },
    { keep: { Plaintext: "again" } },
  );
  const key = await application.artefact(made.kept["Plaintext"] ?? "");
  const back = await application.artefact(again.kept["Plaintext"] ?? "");
  expect(key).toMatchObject({ kind: "data-key", place: "memory", bytes: 32, until: null, base64: null });
  expect(back?.print).toEqual(key?.print);
  expect(await application.artefact(wrapped)).toMatchObject({ kind: "wrapped-key", place: "disk" });
  for (const { id } of [key, back].filter((artefact) => artefact !== null)) {
    expect(await application.readText(id)).toBeNull();
    await expect(application.download(id)).rejects.toMatchObject({ name: "MayNotLeave" });
    expect(await application.anatomy(id)).toBeNull();
  }
  expect((await application.download(wrapped)).blob.size).toBe(
    key === null ? 0 : (await application.artefact(wrapped))?.bytes,
  );
});

test("no message to the page holds a data key, a typed text or a credential: raw, hex or base64", async () => {
  const { application, events, requests, secrets } = await createTestApplication();
  const told: unknown[] = [];
  const tell = async (answer: Promise<unknown>): Promise<void> => void told.push(await answer);
  await tell(application.type("a rather long secret note"));
  await tell(application.call("Encrypt", { KeyId: keyId, Plaintext: { text: "a rather long secret note" } }));
  await tell(
    application.call(
      "GenerateDataKey",
      { KeyId: keyId, KeySpec: "AES_256" },
      { keep: { Plaintext: "k", CiphertextBlob: "w" } },
    ),
  );
  await tell(application.call("GenerateRandom", { NumberOfBytes: 32 }, { as: ADMIN }));
  const run = await application.seal({ source: "sample", keyId, context: {}, depth: 3 });
  await tell(application.open({ envelope: run.result ?? "" }));
  await tell(application.artefacts());
  await tell(application.runs());
  const page = JSON.stringify([run, told, events, requests.map(({ sent }) => sent)]);
  const found = secrets();
  expect(found.filter(({ what }) => what === "Plaintext").length).toBeGreaterThanOrEqual(4);
  for (const { bytes, what } of found) {
    const forms = [base64(bytes), base64(bytes).replace(/=+$/, ""), hex(bytes)];
    // A credential is text by itself; the raw bytes of a key are not.
    if (what !== "Plaintext") forms.push(text(bytes));
    expect(
      forms.filter((form) => page.includes(form)),
      `${what} in a message to the page`,
    ).toEqual([]);
  }
});

test("a picked file stays where it is until it is sealed; a picked envelope shows its anatomy and opens", async () => {
  const { application } = await createTestApplication();
  const run = await application.seal({ source: "sample", keyId, context: { order: "1001" }, depth: 2 });
  const { name, blob } = await application.download(run.result ?? "");
  expect(name).toBe("orders-2026.csv.envelope");
  const picked = await application.pick(new File([blob], name));
  expect(picked).toMatchObject({ kind: "file", place: "memory", bytes: blob.size });
  expect((await application.anatomy(picked.id))?.fields[0]?.name).toBe("magic");
  expect(await application.open({ envelope: picked.id })).toMatchObject({ outcome: "done", file: { sample: true } });
  const letter = await application.pick(new File(["Dear Zoe"], "letter.txt"));
  expect(await application.anatomy(letter.id)).toBeNull();
  await expect(application.download(letter.id)).rejects.toMatchObject({ name: "MayNotLeave" });
  await application.forget(letter.id);
  expect(await application.artefact(letter.id)).toBeNull();
});

test("what was forgotten on the disk is gone in every tab", async () => {
  const { application, secondTab } = await createTestApplication();
  const { result } = await application.seal({ source: "sample", keyId, context: {}, depth: 1 });
  const other = await secondTab();
  expect((await other.artefacts()).map(({ kind }) => kind).toSorted()).toEqual(["envelope", "wrapped-key"]);
  await other.forget(result ?? "");
  expect(await application.artefact(result ?? "")).toBeNull();
  await expect(application.open({ envelope: result ?? "" })).rejects.toMatchObject({ name: "NoSuchArtefact" });
});

test("manual rotation: the wrapped key of an envelope is encrypted anew and exchanged, the old KMS key disabled, and the envelope opens", async () => {
  const { application } = await createTestApplication();
  const run = await application.seal({ source: "sample", keyId, context: { order: "1001" }, depth: 1 });
  const answered = run.moments.find((moment) => moment.kind === "answered");
  const made = await application.call("CreateKey", {}, { as: ADMIN });
  const { Arn } = made.output["KeyMetadata"] as { Arn: string };
  const moved = await application.call(
    "ReEncrypt",
    {
      CiphertextBlob: { artefact: answered?.wrapped.artefact ?? "" },
      DestinationKeyId: Arn,
      SourceEncryptionContext: { order: "1001" },
      DestinationEncryptionContext: { order: "1001" },
    },
    { keep: { CiphertextBlob: "wrapped anew" }, as: ADMIN },
  );
  expect(moved.error).toBeNull();
  expect(await application.artefact(moved.kept["CiphertextBlob"] ?? "")).toMatchObject({
    kind: "wrapped-key",
    keyArn: Arn,
    context: { order: "1001" },
  });
  const envelope = run.result ?? "";
  const before = new Uint8Array(await (await application.download(envelope)).blob.arrayBuffer());
  const changed = await application.rewrap(envelope, moved.kept["CiphertextBlob"] ?? "");
  expect(changed).toMatchObject({ id: envelope, keyArn: Arn, kind: "envelope" });
  const after = new Uint8Array(await (await application.download(envelope)).blob.arrayBuffer());
  const [old, anew] = [parseHeader(before), parseHeader(after)];
  expect(changed.bytes).toBe(after.length);
  expect(anew.wrap.keyArn).toBe(Arn);
  expect(equalBytes(after.subarray(anew.length), before.subarray(old.length))).toBe(true);
  await application.call("DisableKey", { KeyId: old.wrap.keyArn }, { as: ADMIN });
  expect(await application.open({ envelope, as: ADMIN })).toMatchObject({ outcome: "done", failure: null });

  // A wrapped key of another envelope fits into the file, but not onto its header.
  await application.call("EnableKey", { KeyId: old.wrap.keyArn }, { as: ADMIN });
  const other = await application.seal({ source: "sample", keyId, context: {}, depth: 1 });
  const foreign = other.moments.find((moment) => moment.kind === "answered")?.wrapped.artefact ?? "";
  await application.rewrap(envelope, foreign);
  expect((await application.open({ envelope })).failure?.check).toBe("header");
});

test("nested keys: KMS wrapped the outermost alone, so that one is exchanged; it is taken from the file when none lies beside it", async () => {
  const { application } = await createTestApplication();
  const context = { order: "1001" };
  const { moments, result } = await application.seal({ source: "sample", keyId, context, depth: 3 });
  const envelope = result ?? "";
  const beside = moments.find((moment) => moment.kind === "answered")?.wrapped;
  await application.forget(beside?.artefact ?? "");
  const taken = await application.takeWrappedKey(envelope);
  expect(taken).toMatchObject({ name: "orders-2026.csv, wrapped key", kind: "wrapped-key", base64: beside?.base64 });
  expect(taken.requestId).toBe((await application.artefact(envelope))?.requestId);

  const made = await application.call("CreateKey", {}, { as: ADMIN });
  const { Arn } = made.output["KeyMetadata"] as { Arn: string };
  const moved = await application.call(
    "ReEncrypt",
    {
      CiphertextBlob: { artefact: taken.id },
      DestinationKeyId: Arn,
      SourceEncryptionContext: context,
      DestinationEncryptionContext: context,
    },
    { keep: { CiphertextBlob: taken.name }, as: ADMIN },
  );
  await application.rewrap(envelope, moved.kept["CiphertextBlob"] ?? "");
  await application.call("DisableKey", { KeyId: taken.keyArn ?? "" }, { as: ADMIN });
  const opened = await application.open({ envelope, as: ADMIN });
  expect(opened).toMatchObject({ outcome: "done", failure: null, depth: 3 });
  await expect(application.takeWrappedKey(moved.kept["CiphertextBlob"] ?? "")).rejects.toMatchObject({
    name: "NoSuchArtefact",
  });
});

test("an envelope that is deleted in one tab while another exchanges its wrapped key does not come back", async () => {
  const { application, secondTab } = await createTestApplication();
  const other = await secondTab();
  for (let round = 0; round < 10; round++) {
    const file = await application.pick(new File(["three boxes"], "orders.csv"));
    const run = await application.seal({ source: { artefact: file.id }, keyId, context: {}, depth: 1 });
    const envelope = run.result ?? "";
    const { id } = await application.takeWrappedKey(envelope);
    const exchanged = application.rewrap(envelope, id).catch((error: Error) => error.name);
    for (let turn = 0; turn < round; turn++) await Promise.resolve();
    await other.forget(envelope);
    expect(["Overtaken", "NoSuchArtefact", expect.objectContaining({ id: envelope })]).toContainEqual(await exchanged);
    expect(await application.artefact(envelope)).toBe(null);
  }
});

test("what another tab was sealing when the world's disk was wiped does not get onto it", async () => {
  const { application, secondTab, seat, test } = await createTestApplication();
  const other = await secondTab();
  const file = await other.pick(new File(["three boxes"], "orders.csv"));
  const release = slow(test);
  const sealing = other.seal({ source: { artefact: file.id }, keyId, context: {}, depth: 1 });
  await vi.waitFor(async () => expect(await other.runs()).toHaveLength(1));
  await application.wipe(seat.world);
  await application.sit(seat);
  release();
  const { outcome, failure } = await sealing;
  expect([outcome, failure?.message]).toEqual(["failed", expect.stringContaining("reset or deleted meanwhile")]);
  expect(await application.artefacts()).toEqual([]);
  expect(await application.runs()).toEqual([]);
  const anew = await other.pick(new File(["three boxes"], "orders.csv"));
  expect((await other.seal({ source: { artefact: anew.id }, keyId, context: {}, depth: 1 })).outcome).toBe("done");
});

test("what is sealed while the world is wiped is sealed in the world that takes its place, with credentials of that one", async () => {
  const { application, seat, requests } = await createTestApplication();
  const fetched = () => requests.filter(({ request }) => request.target.includes("security-credentials")).length;
  const seal = () => application.seal({ source: "sample", keyId, context: {}, depth: 1 });
  await seal();
  const before = fetched();
  const wiped = application.wipe(seat.world);
  const { id, outcome } = await seal();
  await wiped;
  expect(outcome).toBe("done");
  expect(fetched()).toBe(before + 1);
  expect((await application.runs()).map((run) => run.id)).toEqual([id]);
});

test("whoever hears of a run that a wipe has ended, and asks for the runs, is told that none is left", async () => {
  const { application, seat, test } = await createTestApplication();
  const file = await application.pick(new File(["three boxes"], "orders.csv"));
  const release = slow(test);
  const sealing = application.seal({ source: { artefact: file.id }, keyId, context: {}, depth: 1 });
  await vi.waitFor(async () => expect(await application.runs()).toHaveLength(1));
  const listed = sealing.then(() => application.runs());
  const wiped = application.wipe(seat.world);
  release();
  expect((await sealing).outcome).toBe("cancelled");
  expect(await listed).toEqual([]);
  await wiped;
});

test("a world that another tab wipes leaves no data key in this tab's memory either", async () => {
  const { application, secondTab, seat } = await createTestApplication();
  const other = await secondTab();
  const keep = { Plaintext: "data key" };
  const made = await other.call("GenerateDataKey", { KeyId: keyId, KeySpec: "AES_256" }, { keep });
  await application.wipe(seat.world);
  await vi.waitFor(async () => expect(await other.artefacts()).toEqual([]));
  const Plaintext = { artefact: made.kept["Plaintext"] ?? "" };
  await expect(other.call("Encrypt", { KeyId: keyId, Plaintext })).rejects.toMatchObject({ name: "NoSuchArtefact" });
});

test("a text of 8,193 bytes is too long to type, and a large file for a call", async () => {
  const { application } = await createTestApplication();
  await expect(application.type("x".repeat(8193))).rejects.toMatchObject({ name: "BadInput" });
  const large = await application.pick(new File([new Uint8Array(2_000_000)], "large"));
  const call = application.call("Encrypt", { KeyId: keyId, Plaintext: { artefact: large.id } });
  await expect(call).rejects.toMatchObject({ name: "MayNotLeave" });
  const wall: Bytes = new Uint8Array(4097);
  const refused = await application.call("Encrypt", { KeyId: keyId, Plaintext: { base64: base64(wall) } });
  expect(refused.error?.name).toBe("ValidationException");
  expect(refused.error?.message).toContain("Member must have length less than or equal to 4096");
});

test("one call goes to another Region than the seat's, and the seat stays", async () => {
  const { application } = await createTestApplication();
  const made = await application.call("CreateKey", {}, { as: ADMIN, region: "eu-west-1" });
  expect(made.output["KeyMetadata"]).toMatchObject({ Arn: expect.stringContaining(":eu-west-1:") as string });
  const here = await application.call("DescribeKey", { KeyId: keyId });
  expect(here.output["KeyMetadata"]).toMatchObject({ Arn: expect.stringContaining(":us-east-1:") as string });
});
