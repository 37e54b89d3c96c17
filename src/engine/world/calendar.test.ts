import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { MemoryState } from "../storage/state.ts";
import { APP, b64, createTestEngine, NOON, seeded } from "../testing/engine.ts";
import { DAY_MS } from "./clock.ts";
import { Calendar } from "./due.ts";

const seal = { KeyId: "alias/orders", Plaintext: b64("the orders of Monday") };

describe("the waiting period of a deletion", () => {
  test("until its last day the key can be taken back, disabled; a day later it is gone, its alias with it, and what it sealed stays sealed", async () => {
    const { engine, call, orders } = await createTestEngine();
    const { body } = await call("Encrypt", seal, { as: APP });
    const scheduled = await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    expect(scheduled.body).toMatchObject({ KeyState: "PendingDeletion", DeletionDate: (NOON + 7 * DAY_MS) / 1000 });
    const due = { what: "deletion", at: NOON + 7 * DAY_MS, keyArn: orders, alias: "alias/orders" };
    expect((await engine.glass.world()).clock.next).toEqual(due);
    expect(await engine.glass.losses(NOON + 7 * DAY_MS)).toEqual([due]);
    expect(await engine.glass.losses(NOON + 7 * DAY_MS - 1)).toEqual([]);
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] }, { as: APP })).message).toBe(
      `${orders} is pending deletion.`,
    );

    await engine.glass.setClock({ advance: 7 * DAY_MS - 1000 });
    expect((await call("CancelKeyDeletion", { KeyId: orders })).status).toBe(200);
    expect((await call("DescribeKey", { KeyId: orders })).body).toMatchObject({
      KeyMetadata: { KeyState: "Disabled" },
    });

    await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    await engine.glass.setClock({ advance: 8 * DAY_MS });
    expect((await call("DescribeKey", { KeyId: orders })).message).toBe(`Key '${orders}' does not exist`);
    expect((await call("Encrypt", seal, { as: APP })).message).toContain(
      "Alias arn:aws:kms:us-east-1:111122223333:alias/orders is not found.",
    );
    const opened = await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] }, { as: APP });
    expect(opened.error).toBe("AccessDeniedException");
    const { items } = await engine.glass.calls({ operation: "DeleteKey" }, null, 10);
    expect(items).toMatchObject([{ who: "AWS KMS", source: "calendar" }]);
  });

  test("destroyed material is nowhere: not in the rows, not in the log of acts, and no undo crosses the moment", async () => {
    const { engine, call, storage, orders } = await createTestEngine();
    const rows = (await storage.load())?.rows.filter(({ table }) => table === "materials") ?? [];
    const wrapped = rows.flatMap(({ row }) => ("wrapped" in row ? row.wrapped : []));
    expect(wrapped).toHaveLength(1);
    await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    await engine.glass.setClock({ advance: 8 * DAY_MS });
    await engine.flush();
    const kept = JSON.stringify([await storage.load(), await storage.actsPage(Number.MAX_SAFE_INTEGER, 100)]);
    expect(kept).not.toContain(wrapped[0]);
    expect((await engine.glass.world()).undo).toBeNull();
    await expect(engine.glass.undo()).rejects.toThrow("nothing that can be taken back");
  });

  test("a clock set back neither destroys early nor brings back", async () => {
    const { engine, call, orders } = await createTestEngine();
    await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    await engine.glass.setClock({ advance: -365 * DAY_MS });
    expect((await call("DescribeKey", { KeyId: orders })).body).toMatchObject({
      KeyMetadata: { KeyState: "PendingDeletion" },
    });
    await engine.glass.setClock({ set: NOON + 8 * DAY_MS });
    await engine.glass.setClock({ set: NOON });
    expect((await call("DescribeKey", { KeyId: orders })).error).toBe("NotFoundException");
  });
});

describe("automatic rotation", () => {
  test("comes on its date, each time once, and old blobs open with the material that sealed them", async () => {
    const { engine, call, orders } = await createTestEngine();
    const before = await call("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" });
    await call("EnableKeyRotation", { KeyId: orders, RotationPeriodInDays: 90 });
    await engine.glass.setClock({ advance: 365 * DAY_MS });
    const detail = await engine.glass.key(orders);
    expect(detail?.materialRing.map(({ how, since }) => [how, (since - NOON) / DAY_MS])).toEqual([
      ["created", 0],
      ["AUTOMATIC", 90],
      ["AUTOMATIC", 180],
      ["AUTOMATIC", 270],
      ["AUTOMATIC", 360],
    ]);
    const opened = await call("Decrypt", { CiphertextBlob: before.body["CiphertextBlob"] });
    expect(opened.body).toMatchObject({
      Plaintext: before.body["Plaintext"],
      KeyMaterialId: before.body["KeyMaterialId"],
    });
    const after = await call("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" });
    expect(after.body["KeyMaterialId"]).not.toBe(before.body["KeyMaterialId"]);
    await engine.glass.setClock({ advance: -100 * DAY_MS });
    await engine.glass.setClock({ advance: 100 * DAY_MS });
    expect((await engine.glass.key(orders))?.materialRing).toHaveLength(5);
  });

  test("is found without a look at every key that waits for one: each act asks for the next", async () => {
    const { engine, call, storage } = await createTestEngine();
    for (let n = 0; n < 20; n++) {
      const { body } = await call("CreateKey", {});
      await call("EnableKeyRotation", { KeyId: (body["KeyMetadata"] as unknown as { KeyId: string }).KeyId });
    }
    await engine.flush();
    const state = new MemoryState();
    for (const { table, row } of (await storage.load())?.rows ?? [])
      state.apply([{ table, key: row.id, before: null, after: row }]);
    let read = 0;
    const watched = Object.assign(Object.create(state) as MemoryState, {
      version: state.version.bind(state),
      range: (...asked: Parameters<MemoryState["range"]>) => {
        const rows = state.range(...asked);
        read += rows.length;
        return rows;
      },
    });
    expect(new Calendar(watched).next()).toMatchObject({ what: "rotation", at: NOON + 365 * DAY_MS });
    expect(read).toBe(1);
  });

  test("does not come to a disabled key", async () => {
    const { engine, call, orders } = await createTestEngine();
    await call("EnableKeyRotation", { KeyId: orders });
    await call("DisableKey", { KeyId: orders });
    await engine.glass.setClock({ advance: 400 * DAY_MS });
    expect((await engine.glass.key(orders))?.materialRing).toHaveLength(1);
  });
});

describe("the clock", () => {
  test("runs with real time, faster when played, not at all when paused", async () => {
    const { engine, tick } = await createTestEngine();
    const now = async (): Promise<number> => (await engine.glass.world()).clock.now - NOON;
    tick(1000);
    expect(await now()).toBe(1000);
    await engine.glass.setClock({ rate: 3600 });
    tick(1000);
    expect(await now()).toBe(1000 + 3_600_000);
    await engine.glass.setClock({ rate: 0 });
    tick(1_000_000);
    expect(await now()).toBe(1000 + 3_600_000);
  });

  test("refuses times outside of its calendar and impossible speeds", async () => {
    const { engine } = await createTestEngine();
    for (const change of [
      { set: Number.NaN },
      { set: 0 },
      { advance: Infinity },
      { rate: -1 },
      { rate: Number.NaN },
      { rate: 1e12 },
    ])
      await expect(engine.glass.setClock(change)).rejects.toThrow(RangeError);
  });

  test("credentials past their hour are renewed by a visible call", async () => {
    const { engine, call } = await createTestEngine();
    await call("Encrypt", seal, { as: APP });
    await engine.glass.setClock({ advance: 2 * 3_600_000 });
    expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
    expect((await engine.glass.calls({ operation: "AssumeRole" }, null, 10)).items).toHaveLength(2);
  });
});

describe("undo", () => {
  test("does not bring back a waiting period that is over by now, nor does redo: the key would be gone at once", async () => {
    const { engine, call, orders } = await createTestEngine();
    await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    await call("CancelKeyDeletion", { KeyId: orders });
    await engine.glass.setClock({ advance: 30 * DAY_MS });
    await expect(engine.glass.undo()).rejects.toThrow("destroyed at once");

    await call("ScheduleKeyDeletion", { KeyId: orders, PendingWindowInDays: 7 });
    await engine.glass.undo();
    await engine.glass.setClock({ advance: 30 * DAY_MS });
    await expect(engine.glass.redo()).rejects.toThrow("destroyed at once");
    expect((await call("DescribeKey", { KeyId: orders })).body).toMatchObject({
      KeyMetadata: { KeyState: "Disabled" },
    });
  });

  test("takes back the last act, and redo does it again", async () => {
    const { engine, call, orders, snapshot } = await createTestEngine();
    await call("DisableKey", { KeyId: orders });
    const disabled = await snapshot();
    expect((await engine.glass.world()).undo).toBe("DisableKey");
    const after = await engine.glass.undo();
    expect(after).toMatchObject({ undo: null, redo: "DisableKey" });
    expect((await engine.glass.key(orders))?.state).toBe("Enabled");
    await engine.glass.redo();
    expect(await snapshot()).toBe(disabled);
  });

  test("a key taken back is gone, and can come again as long as its material is at hand", async () => {
    const { engine, call } = await createTestEngine();
    const { body } = await call("CreateKey", {});
    const { Arn, KeyId } = body["KeyMetadata"] as unknown as { Arn: string; KeyId: string };
    const sealed = await call("Encrypt", { KeyId, Plaintext: b64("x") });
    await engine.glass.undo();
    expect(await engine.glass.key(Arn)).toBeNull();
    await engine.glass.redo();
    expect((await call("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"] })).body).toMatchObject({
      Plaintext: b64("x"),
    });
  });

  test("a rotation taken back while a data key is being made: that is sealed by the material before it", async () => {
    const draw = seeded(1);
    let meanwhile = (): void => {};
    const engine = await createTestEngine({
      random: (bytes) => {
        if (bytes === 33) meanwhile();
        return draw(bytes);
      },
    });
    const { call, orders } = engine;
    await call("RotateKeyOnDemand", { KeyId: orders });
    const undone = new Promise<unknown>((resolve) => {
      meanwhile = () => {
        meanwhile = () => {};
        resolve(engine.engine.glass.undo());
      };
    });
    const { body } = await call("GenerateDataKey", { KeyId: orders, NumberOfBytes: 33 });
    await undone;
    const { body: described } = await call("DescribeKey", { KeyId: orders });
    const { CurrentKeyMaterialId } = described["KeyMetadata"] as unknown as JsonObject;
    expect(body["KeyMaterialId"]).toBe(CurrentKeyMaterialId);
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).body["Plaintext"]).toBe(
      body["Plaintext"],
    );
  });

  test("a world opened again still knows what it can take back", async () => {
    const first = await createTestEngine();
    await first.call("DisableKey", { KeyId: first.orders });
    await first.engine.flush();
    const { engine } = await createTestEngine({ storage: first.storage, seed: 9 });
    expect((await engine.glass.undo()).undo).toBeNull();
    expect((await engine.glass.key(first.orders))?.state).toBe("Enabled");
  });
});
