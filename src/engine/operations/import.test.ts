import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { b64, createTestEngine, NOON, type CallOptions, type TestEngine } from "../testing/engine.ts";
import { importInput } from "../testing/importing.ts";

const DAY_MS = 86_400_000;
const AWAY = "eu-west-1";
const BYTES = randomBytes(32);

async function externalKey({ call }: TestEngine, more: JsonObject = {}): Promise<{ arn: string; keyId: string }> {
  const { body } = await call("CreateKey", { Origin: "EXTERNAL", ...more });
  const { Arn, KeyId } = body["KeyMetadata"] as unknown as { Arn: string; KeyId: string };
  return { arn: Arn, keyId: KeyId };
}

async function metadata({ call }: TestEngine, arn: string, options?: CallOptions): Promise<JsonObject> {
  return (await call("DescribeKey", { KeyId: arn }, options)).body["KeyMetadata"] as unknown as JsonObject;
}

async function rotations({ call }: TestEngine, keyId: string, options?: CallOptions): Promise<readonly JsonObject[]> {
  const asked = { KeyId: keyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" };
  return (await call("ListKeyRotations", asked, options)).body["Rotations"] as unknown as readonly JsonObject[];
}

const seal = (engine: TestEngine, KeyId: string, options?: CallOptions) =>
  engine.call("Encrypt", { KeyId, Plaintext: b64("order 7") }, options);
const open = (engine: TestEngine, { body }: { body: Readonly<Record<string, unknown>> }, options?: CallOptions) =>
  engine.call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] as string }, options);

describe("A key for imported material", () => {
  test("waits for it, and works once it is there", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    expect(await metadata(engine, arn)).toMatchObject({
      Origin: "EXTERNAL",
      KeyState: "PendingImport",
      Enabled: false,
    });
    expect((await seal(engine, arn)).message).toBe(`${arn} is pending import.`);
    const { status, body } = await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    expect([status, body["KeyId"]]).toEqual([200, arn]);
    expect(body["KeyMaterialId"]).toMatch(/^[0-9a-f]{64}$/);
    expect(await metadata(engine, arn)).toMatchObject({
      KeyState: "Enabled",
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      CurrentKeyMaterialId: body["KeyMaterialId"],
    });
    expect((await open(engine, await seal(engine, arn))).body["Plaintext"]).toBe(b64("order 7"));
  });

  test.each(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"])(
    "takes it wrapped by %s",
    async (algorithm) => {
      const engine = await createTestEngine();
      const { arn } = await externalKey(engine);
      const input = await importInput(engine, arn, BYTES, {}, { algorithm });
      expect((await engine.call("ImportKeyMaterial", input)).status).toBe(200);
    },
  );

  test("is refused what is not allowed for it", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const ask = async (WrappingAlgorithm: string, WrappingKeySpec: string): Promise<string | null> =>
      (await engine.call("GetParametersForImport", { KeyId: arn, WrappingAlgorithm, WrappingKeySpec })).error;
    expect(await ask("RSAES_PKCS1_V1_5", "RSA_2048")).toBe("UnsupportedOperationException");
    expect(await ask("SM2PKE", "SM2")).toBe("UnsupportedOperationException");
    const ours = await engine.call("GetParametersForImport", {
      KeyId: engine.orders,
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      WrappingKeySpec: "RSA_2048",
    });
    expect([ours.error, ours.message]).toEqual([
      "UnsupportedOperationException",
      `${engine.orders} origin is AWS_KMS which is not valid for this operation.`,
    ]);
    expect((await engine.call("EnableKeyRotation", { KeyId: arn })).message).toBe(
      `${arn} origin is EXTERNAL which is not valid for this operation.`,
    );
  });
});

describe("An import token", () => {
  test("is of one key only, holds for 24 hours, and belongs to its wrapping key", async () => {
    const engine = await createTestEngine();
    const [first, second] = [await externalKey(engine), await externalKey(engine)];
    const input = await importInput(engine, first.arn, BYTES);
    const other = await importInput(engine, first.arn, BYTES);
    const refused = async (asked: JsonObject): Promise<string | null> => {
      const before = await engine.snapshot();
      const { error } = await engine.call("ImportKeyMaterial", asked);
      expect(await engine.snapshot()).toBe(before);
      return error;
    };
    expect(await refused({ ...input, KeyId: second.arn })).toBe("InvalidImportTokenException");
    expect(await refused({ ...input, ImportToken: b64("no token") })).toBe("InvalidImportTokenException");
    expect(await refused({ ...input, EncryptedKeyMaterial: other["EncryptedKeyMaterial"]! })).toBe(
      "InvalidCiphertextException",
    );
    await engine.engine.glass.setClock({ advance: DAY_MS });
    expect(await refused(input)).toBe("ExpiredImportTokenException");
  });

  test("does not carry material of another length, nor of none", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    for (const length of [0, 1, 16, 31, 33, 64]) {
      const input = await importInput(engine, arn, randomBytes(length));
      expect((await engine.call("ImportKeyMaterial", input)).error).toBe("IncorrectKeyMaterialException");
    }
  });

  test("and the material beside it are told nowhere: not in the trace, not in CloudTrail, not in the acts", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const input = await importInput(engine, arn, BYTES);
    const answer = await engine.call("ImportKeyMaterial", input);
    await engine.engine.flush();
    const { items } = await engine.engine.glass.acts(null, 50);
    const parameters = await engine.engine.glass.calls({ operation: "GetParametersForImport" }, null, 10);
    const traces = await Promise.all(parameters.items.map(({ id }) => engine.engine.glass.call(id)));
    const told = JSON.stringify([await engine.trace(answer), items, traces]);
    for (const secret of [
      input["ImportToken"],
      input["EncryptedKeyMaterial"],
      BYTES.toString("base64"),
      BYTES.toString("hex"),
    ])
      expect(told).not.toContain(secret);
  });
});

describe("Imported material", () => {
  test("expires at its time, leaves the key pending import, and comes back as the same bytes only", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const ValidTo = (NOON + 10 * DAY_MS) / 1000;
    const expiring = { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo };
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES, expiring));
    expect(await metadata(engine, arn)).toMatchObject({ ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo });
    expect((await engine.engine.glass.world()).clock.next).toMatchObject({ what: "expiry", keyArn: arn });
    const sealed = await seal(engine, arn);
    await engine.engine.glass.setClock({ advance: 11 * DAY_MS });
    const gone = await metadata(engine, arn);
    expect(gone).toMatchObject({ KeyState: "PendingImport" });
    expect(gone).not.toHaveProperty("ValidTo");
    const { items } = await engine.engine.glass.calls({ operation: "DeleteExpiredKeyMaterial" }, null, 5);
    expect(items).toMatchObject([{ who: "AWS KMS", keys: [arn] }]);

    const others = await importInput(engine, arn, randomBytes(32));
    expect((await engine.call("ImportKeyMaterial", others)).error).toBe("IncorrectKeyMaterialException");
    expect((await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES))).status).toBe(200);
    expect((await open(engine, sealed)).body["Plaintext"]).toBe(b64("order 7"));
  });

  test.each([
    ["without a date", {}, "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"],
    [
      "in the past",
      { ValidTo: NOON / 1000 - 1 },
      "The validTo date must be in the future and not more than 365 days away.",
    ],
    [
      "too far away",
      { ValidTo: (NOON + 366 * DAY_MS) / 1000 },
      "The validTo date must be in the future and not more than 365 days away.",
    ],
    [
      "later than any date there is, which is recorded as it came",
      { ValidTo: 1e20 },
      "The validTo date must be in the future and not more than 365 days away.",
    ],
  ])("does not expire %s", async (_when, more, sentence) => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const input = await importInput(engine, arn, BYTES, { ExpirationModel: "KEY_MATERIAL_EXPIRES", ...more });
    const answer = await engine.call("ImportKeyMaterial", input);
    expect([answer.error, answer.message]).toEqual(["ValidationException", sentence]);
    expect((await engine.trace(answer)).audit).toMatchObject({ errorMessage: sentence });
    expect((await engine.call("DisableKeyRotation", { KeyId: engine.orders })).status).toBe(200);
  });

  test("of the same bytes in two keys never opens what the other one sealed", async () => {
    const engine = await createTestEngine();
    const [first, second] = [await externalKey(engine), await externalKey(engine)];
    const ids: unknown[] = [];
    for (const { arn } of [first, second])
      ids.push((await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES))).body["KeyMaterialId"]);
    expect(ids[0]).not.toBe(ids[1]);
    const { body } = await seal(engine, first.arn);
    const wrong = await engine.call("Decrypt", { CiphertextBlob: String(body["CiphertextBlob"]), KeyId: second.arn });
    expect(wrong.error).toBe("IncorrectKeyException");
  });

  test("is deleted at once, and its current id stays", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const { body } = await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    const deleted = await engine.call("DeleteImportedKeyMaterial", { KeyId: arn });
    expect(deleted.body).toEqual({ KeyId: arn, KeyMaterialId: body["KeyMaterialId"] });
    expect(await metadata(engine, arn)).toMatchObject({
      KeyState: "PendingImport",
      CurrentKeyMaterialId: body["KeyMaterialId"],
    });
    expect(await rotations(engine, arn)).toMatchObject([
      { ImportState: "PENDING_IMPORT", KeyMaterialState: "CURRENT" },
    ]);
  });

  test("is not brought back by undo once it was deleted, as nothing before that moment is", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    expect((await engine.engine.glass.world()).undo).toBe("ImportKeyMaterial");
    await engine.call("DeleteImportedKeyMaterial", { KeyId: arn });
    expect((await engine.engine.glass.world()).undo).toBe(null);
    await expect(engine.engine.glass.undo()).rejects.toThrow("nothing that can be taken back");
    expect((await seal(engine, arn)).message).toBe(`${arn} is pending import.`);
  });

  test("that goes while its key waits for deletion is missing when the deletion is cancelled", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    await engine.call("ScheduleKeyDeletion", { KeyId: arn });
    await engine.call("DeleteImportedKeyMaterial", { KeyId: arn });
    expect(await metadata(engine, arn)).toMatchObject({ KeyState: "PendingDeletion" });
    await engine.call("CancelKeyDeletion", { KeyId: arn });
    expect(await metadata(engine, arn)).toMatchObject({ KeyState: "PendingImport" });
  });
});

describe("Rotation of imported material", () => {
  const NEW = { ImportType: "NEW_KEY_MATERIAL", KeyMaterialDescription: "of 2027" };

  test("is import as new, then on demand; the old material opens what it sealed", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    const none = await engine.call("RotateKeyOnDemand", { KeyId: arn });
    expect([none.error, none.message]).toEqual([
      "KMSInvalidStateException",
      `No available key material pending rotation for the key: ${arn}.`,
    ]);
    const before = await seal(engine, arn);
    const added = await engine.call("ImportKeyMaterial", await importInput(engine, arn, randomBytes(32), NEW));
    expect(await rotations(engine, arn)).toMatchObject([
      { KeyMaterialState: "CURRENT" },
      { KeyMaterialState: "PENDING_ROTATION", KeyMaterialDescription: "of 2027", ImportState: "IMPORTED" },
    ]);
    const third = await engine.call("ImportKeyMaterial", await importInput(engine, arn, randomBytes(32), NEW));
    expect(third.error).toBe("KMSInvalidStateException");
    expect(third.message).toMatch(
      new RegExp(
        `^New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ${arn}, because another key material \\(id: ${String(added.body["KeyMaterialId"])}\\) is pending rotation\\.$`,
      ),
    );
    expect((await engine.call("RotateKeyOnDemand", { KeyId: arn })).status).toBe(200);
    const after = await seal(engine, arn);
    expect(after.body).not.toHaveProperty("error");
    for (const sealed of [before, after]) expect((await open(engine, sealed)).status).toBe(200);
    expect(await metadata(engine, arn)).toMatchObject({ CurrentKeyMaterialId: added.body["KeyMaterialId"] });
  });

  test("is not told among the rotations before it was done, but among all key material", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, randomBytes(32), NEW));
    const done = async () => (await engine.call("ListKeyRotations", { KeyId: arn })).body;
    expect(await done()).toEqual({ Rotations: [], Truncated: false });
    expect(await rotations(engine, arn)).toHaveLength(2);
    await engine.call("RotateKeyOnDemand", { KeyId: arn });
    expect((await done())["Rotations"]).toMatchObject([{ KeyMaterialState: "CURRENT", RotationType: "ON_DEMAND" }]);
  });

  test("needs all materials: one that is deleted makes the key wait for it", async () => {
    const engine = await createTestEngine();
    const { arn } = await externalKey(engine);
    const first = await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES));
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, randomBytes(32), NEW));
    await engine.call("RotateKeyOnDemand", { KeyId: arn });
    const id = String(first.body["KeyMaterialId"]);
    await engine.call("DeleteImportedKeyMaterial", { KeyId: arn, KeyMaterialId: id });
    expect(await metadata(engine, arn)).toMatchObject({ KeyState: "PendingImport" });
    await engine.call("ImportKeyMaterial", await importInput(engine, arn, BYTES, { KeyMaterialId: id }));
    expect(await metadata(engine, arn)).toMatchObject({ KeyState: "Enabled" });
  });

  test("of a multi-Region key waits until every replica has the new material", async () => {
    const engine = await createTestEngine();
    const { keyId } = await externalKey(engine, { MultiRegion: true });
    const away = { region: AWAY };
    await engine.call("ImportKeyMaterial", await importInput(engine, keyId, BYTES));
    await engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: AWAY });
    await engine.engine.glass.setClock({ advance: 3_000 });
    expect(await metadata(engine, keyId, away)).toMatchObject({ KeyState: "PendingImport" });
    const same = await engine.call("ImportKeyMaterial", await importInput(engine, keyId, BYTES, {}, away), away);
    expect(same.status).toBe(200);
    expect((await open(engine, await seal(engine, keyId), away)).status).toBe(200);

    const next = randomBytes(32);
    const direct = await engine.call("ImportKeyMaterial", await importInput(engine, keyId, next, NEW, away), away);
    expect(direct.error).toBe("UnsupportedOperationException");
    await engine.call("ImportKeyMaterial", await importInput(engine, keyId, next, NEW));
    const last = async (options?: CallOptions) => (await rotations(engine, keyId, options)).at(-1);
    expect(await last()).toMatchObject({ KeyMaterialState: "PENDING_MULTI_REGION_IMPORT_AND_ROTATION" });
    expect((await engine.call("RotateKeyOnDemand", { KeyId: keyId })).error).toBe("KMSInvalidStateException");
    await engine.call("ImportKeyMaterial", await importInput(engine, keyId, next, {}, away), away);
    expect(await last()).toMatchObject({ KeyMaterialState: "PENDING_ROTATION" });
    expect((await engine.call("RotateKeyOnDemand", { KeyId: keyId })).status).toBe(200);
    expect(await last(away)).toMatchObject({ KeyMaterialState: "CURRENT" });
    expect((await open(engine, await seal(engine, keyId), away)).status).toBe(200);
  });
});
