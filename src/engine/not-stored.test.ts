/** What a world is like after its store has failed: as if the act that failed had never been. */
import { expect, test, vi } from "vitest";
import type { PaneEvent } from "#glass/pane.ts";
import { failAt, FaultyMemory } from "./testing/faulty-memory.ts";
import { StorageError, type StorageFailure } from "./storage/storage.ts";
import { b64, createTestEngine, seeded } from "./testing/engine.ts";
import { BLOB_IV_BYTES } from "./vault/blob.ts";

const DAY = 86_400_000;
const SOMETHING = { KeyId: "alias/orders", Plaintext: b64("something") };

/** An act of that name comes to the disk, and is held there: `release` lets it through, or has it fail. */
function holdBack(storage: FaultyMemory, name: string) {
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let end: (failure?: StorageError) => void = () => {};
  const ended = new Promise<StorageError | undefined>((resolve) => (end = resolve));
  const commit = storage.commit.bind(storage);
  storage.commit = async (batch) => {
    if (batch.acts.some((act) => act.name === name)) {
      begin();
      const failure = await ended;
      if (failure !== undefined) throw failure;
    }
    return commit(batch);
  };
  return { begun, release: end };
}

/** Long enough for a call to get as far as it can. */
const aMoment = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 20));

test("nothing is sealed under a key material that does not come to be", async () => {
  const storage = new FaultyMemory();
  const { call, orders } = await createTestEngine({ storage });
  const { begun, release } = holdBack(storage, "RotateKeyOnDemand");
  const rotated = call("RotateKeyOnDemand", { KeyId: orders });
  await begun;
  const sealed = call("Encrypt", SOMETHING);
  await aMoment();
  release(new StorageError("Unusable", "The disk is broken."));
  expect((await rotated).status).toBe(500);
  const { CiphertextBlob } = (await sealed).body;
  expect(await call("Decrypt", { CiphertextBlob })).toMatchObject({ status: 200 });
});

test("nothing is sealed under a key material that went while it was sealed", async () => {
  const storage = new FaultyMemory();
  const draw = seeded(1);
  let drawing = (_bytes: number): void => {};
  const random = (bytes: number) => {
    drawing(bytes);
    return draw(bytes);
  };
  const { call, orders } = await createTestEngine({ storage, random });
  const { begun, release } = holdBack(storage, "RotateKeyOnDemand");
  const rotated = call("RotateKeyOnDemand", { KeyId: orders });
  await begun;
  drawing = (bytes) => {
    if (bytes === BLOB_IV_BYTES) release(new StorageError("Unusable", "The disk is broken."));
  };
  const { CiphertextBlob } = (await call("Encrypt", SOMETHING)).body;
  expect((await rotated).status).toBe(500);
  expect(await call("Decrypt", { CiphertextBlob })).toMatchObject({ status: 200 });
});

test("what is read waits for the act that it rests on", async () => {
  const storage = new FaultyMemory();
  const { call, orders } = await createTestEngine({ storage });
  const { begun, release } = holdBack(storage, "DisableKey");
  const ended: string[] = [];
  const disabled = call("DisableKey", { KeyId: orders }).finally(() => ended.push("DisableKey"));
  await begun;
  const described = call("DescribeKey", { KeyId: orders }).finally(() => ended.push("DescribeKey"));
  await aMoment();
  expect(ended).toEqual([]);
  release();
  await disabled;
  expect((await described).body).toMatchObject({ KeyMetadata: { KeyState: "Disabled" } });
});

test("the panes hear that a key which was shown is not there after all", async () => {
  const storage = new FaultyMemory();
  const { call, engine } = await createTestEngine({ storage });
  await call("ListKeys");
  const tables: string[] = [];
  engine.listen((event: PaneEvent) => {
    if (event.event === "changed") tables.push(...event.tables);
  });
  failAt(storage, "CreateKey", "Full");
  const made = call("CreateKey").then(({ status }) => tables.push(String(status)));
  await made;
  await expect.poll(() => tables.lastIndexOf("keys")).toBeGreaterThan(tables.indexOf("keys"));
  expect((await engine.glass.keys({}, null, 10)).items).toHaveLength(1);
});

test("an undo that fails leaves its act to be undone, and a redo likewise", async () => {
  const storage = new FaultyMemory();
  const { call, engine, orders } = await createTestEngine({ storage });
  await call("UpdateKeyDescription", { KeyId: orders, Description: "first" });
  await call("DisableKey", { KeyId: orders });
  let mend = failAt(storage, "Undo", "Unusable");
  await expect(engine.glass.undo()).rejects.toThrow("The disk is broken");
  expect(await engine.glass.world()).toMatchObject({ undo: "DisableKey", redo: null });
  mend();
  expect(await engine.glass.undo()).toMatchObject({ undo: "UpdateKeyDescription", redo: "DisableKey" });
  mend = failAt(storage, "Redo", "Unusable");
  await expect(engine.glass.redo()).rejects.toThrow("The disk is broken");
  mend();
  expect(await engine.glass.redo()).toMatchObject({ undo: "DisableKey", redo: null });
});

test("a clock that could not be set goes on as before, and nothing of that time has happened", async () => {
  const storage = new FaultyMemory();
  const { call, engine } = await createTestEngine({ storage, reports: [] });
  const { KeyMetadata } = (await call("CreateKey")).body as unknown as { KeyMetadata: { KeyId: string } };
  await call("ScheduleKeyDeletion", { KeyId: KeyMetadata.KeyId, PendingWindowInDays: 7 });
  const before = (await engine.glass.world()).clock;
  failAt(storage, "SetClock", "Unusable");
  await expect(engine.glass.setClock({ advance: 8 * DAY })).rejects.toThrow("The disk is broken");
  expect((await engine.glass.world()).clock).toEqual(before);
  expect((await call("DescribeKey", { KeyId: KeyMetadata.KeyId })).status).toBe(200);
});

test("with the store lost, what is due waits, and every call is answered; written back, it happens", async () => {
  const storage = new FaultyMemory();
  const { call, engine, orders, tick } = await createTestEngine({ storage });
  await call("EnableKeyRotation", { KeyId: orders, RotationPeriodInDays: 90 });
  await engine.glass.setClock({ advance: 90 * DAY - 1_000 });
  await call("Encrypt", SOMETHING);
  storage.wipe();
  expect((await call("CreateKey")).status).toBe(500);
  tick(2_000);
  expect((await call("Encrypt", SOMETHING)).status).toBe(200);
  expect((await call("ListKeyRotations", { KeyId: orders })).body["Rotations"]).toEqual([]);
  await engine.glass.restore();
  expect((await call("ListKeyRotations", { KeyId: orders })).body["Rotations"]).toHaveLength(1);
});

test("what is due and finds no room on the disk is tried again, not at once and for ever", async () => {
  const storage = new FaultyMemory();
  const reports: unknown[] = [];
  const { call, engine, orders, tick } = await createTestEngine({ storage, reports });
  await call("EnableKeyRotation", { KeyId: orders, RotationPeriodInDays: 90 });
  const mend = failAt(storage, "RotateKey", "Full");
  await engine.glass.setClock({ advance: 91 * DAY });
  for (let i = 0; i < 5; i++) expect((await call("Encrypt", SOMETHING)).status).toBe(200);
  expect(reports).toHaveLength(1);
  mend();
  tick(2_000);
  await call("Encrypt", SOMETHING);
  const rotations = await call("ListKeyRotations", { KeyId: orders });
  expect(rotations.body["Rotations"]).toHaveLength(1);
});

test("records that find no room are reported, kept, and written when there is room", async () => {
  const storage = new FaultyMemory();
  const reports: unknown[] = [];
  const { call, engine } = await createTestEngine({ storage, reports });
  await call("ListKeys"); // has its credentials now
  await engine.flush();
  storage.failNext("Full");
  await call("Encrypt", SOMETHING);
  await vi.waitFor(() => expect(reports).toEqual([expect.objectContaining({ failure: "Full" })]));
  await engine.flush();
  const { items } = await storage.callsPage({ operation: "Encrypt" }, Number.MAX_SAFE_INTEGER, 10);
  expect(items).toHaveLength(1);
  expect(reports).toHaveLength(1);
});

test("a store that fell silent may have kept the change: nobody is told that it was not made", async () => {
  const storage = new FaultyMemory();
  const { call } = await createTestEngine({ storage });
  const refused = async (failure: StorageFailure) => {
    const heal = failAt(storage, "CreateKey", failure);
    const { status, error, message } = await call("CreateKey");
    heal();
    return [status, error, message];
  };
  expect(await refused("Unusable")).toEqual([
    500,
    "KMSInternalException",
    "This browser's storage failed; the change was not made.",
  ]);
  expect(await refused("Silent")).toEqual([
    500,
    "KMSInternalException",
    "This browser's storage did not answer in time; whether the change was made shows after a reload.",
  ]);
});
