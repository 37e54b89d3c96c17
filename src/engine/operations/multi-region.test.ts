import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, b64, createTestEngine, GREEN_ETL, NOON, type TestEngine } from "../testing/engine.ts";

const DAY_MS = 86_400_000;
const ACCOUNT = "111122223333";
const [HOME, AWAY, THIRD] = ["us-east-1", "eu-west-1", "ap-southeast-2"] as const;
const arnIn = (region: string, keyId: string): string => `arn:aws:kms:${region}:${ACCOUNT}:key/${keyId}`;

async function primaryKey({ call }: TestEngine, more: JsonObject = {}): Promise<string> {
  const { body } = await call("CreateKey", { MultiRegion: true, ...more });
  return (body["KeyMetadata"] as unknown as { KeyId: string }).KeyId;
}

async function replicated(test: TestEngine, region: string = AWAY): Promise<string> {
  const keyId = await primaryKey(test);
  await test.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: region });
  await test.engine.glass.setClock({ advance: 3_000 });
  return keyId;
}

async function metadata({ call }: TestEngine, keyId: string, region: string): Promise<JsonObject> {
  const { body } = await call("DescribeKey", { KeyId: keyId }, { region });
  return body["KeyMetadata"] as unknown as JsonObject;
}

describe("A multi-Region primary key", () => {
  test("has an id that begins with mrk-, and says what it is", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine);
    expect(keyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(await metadata(engine, keyId, HOME)).toMatchObject({
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: "PRIMARY",
        PrimaryKey: { Arn: arnIn(HOME, keyId), Region: HOME },
        ReplicaKeys: [],
      },
    });
  });

  test("that waits for its replicas begins its own waiting period when the last one is gone", async () => {
    const engine = await createTestEngine();
    const { call } = engine;
    const keyId = await replicated(engine);
    const scheduled = await call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 });
    expect(scheduled.body).toEqual({
      KeyId: arnIn(HOME, keyId),
      KeyState: "PendingReplicaDeletion",
      PendingWindowInDays: 7,
    });
    expect(await metadata(engine, keyId, HOME)).toMatchObject({ PendingDeletionWindowInDays: 7 });
    expect((await call("Encrypt", { KeyId: keyId, Plaintext: b64("x") })).error).toBe("KMSInvalidStateException");
    await engine.engine.glass.setClock({ advance: 30 * DAY_MS });
    expect(await metadata(engine, keyId, HOME)).toMatchObject({ KeyState: "PendingReplicaDeletion" });

    await call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 }, { region: AWAY });
    await engine.engine.glass.setClock({ advance: 7 * DAY_MS });
    expect((await call("DescribeKey", { KeyId: keyId }, { region: AWAY })).error).toBe("NotFoundException");
    expect(await metadata(engine, keyId, HOME)).toMatchObject({
      KeyState: "PendingDeletion",
      DeletionDate: (NOON + 3_000 + 44 * DAY_MS) / 1000,
    });
    await engine.engine.glass.setClock({ advance: 7 * DAY_MS });
    expect((await call("DescribeKey", { KeyId: keyId })).error).toBe("NotFoundException");
  });

  test("that waits for its replicas does not rotate, and does again when it is taken back", async () => {
    const engine = await createTestEngine();
    const KeyId = await replicated(engine);
    const enabled = async () => (await engine.call("GetKeyRotationStatus", { KeyId })).body["KeyRotationEnabled"];
    await engine.call("EnableKeyRotation", { KeyId });
    await engine.call("ScheduleKeyDeletion", { KeyId });
    expect(await metadata(engine, KeyId, HOME)).toMatchObject({ KeyState: "PendingReplicaDeletion" });
    expect(await enabled()).toBe(false);
    expect((await engine.engine.glass.key(arnIn(HOME, KeyId)))?.rotation).toMatchObject({ enabled: false, next: null });
    await engine.call("CancelKeyDeletion", { KeyId });
    expect(await enabled()).toBe(true);
  });

  test("may be taken back while it waits for its replicas; it is disabled then", async () => {
    const engine = await createTestEngine();
    const keyId = await replicated(engine);
    await engine.call("ScheduleKeyDeletion", { KeyId: keyId });
    expect((await engine.call("CancelKeyDeletion", { KeyId: keyId })).status).toBe(200);
    expect(await metadata(engine, keyId, HOME)).toMatchObject({ KeyState: "Disabled" });
  });
});

describe("A replica", () => {
  test("is being created for a few seconds, and may be described meanwhile but not used", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine, { Description: "orders everywhere" });
    const { status, body } = await engine.call("ReplicateKey", {
      KeyId: keyId,
      ReplicaRegion: AWAY,
      Description: "orders in Ireland",
      Tags: [{ TagKey: "Team", TagValue: "Blue" }],
    });
    expect(status).toBe(200);
    expect(body["ReplicaKeyMetadata"]).toMatchObject({
      Arn: arnIn(AWAY, keyId),
      KeyState: "Creating",
      Enabled: false,
      Description: "orders in Ireland",
      MultiRegionConfiguration: {
        MultiRegionKeyType: "REPLICA",
        PrimaryKey: { Arn: arnIn(HOME, keyId), Region: HOME },
        ReplicaKeys: [{ Arn: arnIn(AWAY, keyId), Region: AWAY }],
      },
    });
    expect(body["ReplicaKeyMetadata"]).not.toHaveProperty("CurrentKeyMaterialId");
    expect(JSON.parse(String(body["ReplicaPolicy"]))).toHaveProperty("Statement");
    expect(body["ReplicaTags"]).toEqual([{ TagKey: "Team", TagValue: "Blue" }]);

    const early = await engine.call("Encrypt", { KeyId: keyId, Plaintext: b64("x") }, { region: AWAY });
    expect([early.error, early.message]).toEqual(["KMSInvalidStateException", `${arnIn(AWAY, keyId)} is creating.`]);
    await engine.engine.glass.setClock({ advance: 3_000 });
    const settled = await metadata(engine, keyId, AWAY);
    expect(settled).toMatchObject({ KeyState: "Enabled", Enabled: true });
    expect(settled["CurrentKeyMaterialId"]).toBe((await metadata(engine, keyId, HOME))["CurrentKeyMaterialId"]);
  });

  test("opens what its primary key sealed, and the other way round, before and after a rotation", async () => {
    const engine = await createTestEngine();
    const { call } = engine;
    const keyId = await replicated(engine);
    const sealIn = async (region: string): Promise<unknown> =>
      (await call("Encrypt", { KeyId: keyId, Plaintext: b64("order 7") }, { region })).body["CiphertextBlob"];
    const open = async (blob: unknown, region: string): Promise<unknown> =>
      (await call("Decrypt", { CiphertextBlob: String(blob) }, { region })).body["Plaintext"];
    const before = [await sealIn(HOME), await sealIn(AWAY)] as const;
    expect(await call("RotateKeyOnDemand", { KeyId: keyId })).toMatchObject({ status: 200 });
    const after = [await sealIn(HOME), await sealIn(AWAY)] as const;
    for (const blob of [...before, ...after])
      for (const region of [HOME, AWAY]) expect(await open(blob, region)).toBe(b64("order 7"));
    const listed = await call("ListKeyRotations", { KeyId: keyId }, { region: AWAY });
    expect(listed.body["Rotations"]).toMatchObject([{ KeyId: arnIn(AWAY, keyId), KeyMaterialState: "CURRENT" }]);
  });

  test("rotates with its primary key by the calendar, once", async () => {
    const engine = await createTestEngine();
    const keyId = await replicated(engine);
    await engine.call("EnableKeyRotation", { KeyId: keyId, RotationPeriodInDays: 90 });
    expect((await engine.call("GetKeyRotationStatus", { KeyId: keyId }, { region: AWAY })).body).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
    });
    await engine.engine.glass.setClock({ advance: 91 * DAY_MS });
    const rotations = async (region: string): Promise<readonly JsonObject[]> =>
      (await engine.call("ListKeyRotations", { KeyId: keyId }, { region })).body["Rotations"] as never;
    const [home, away] = [await rotations(HOME), await rotations(AWAY)];
    expect(home).toHaveLength(1);
    expect(away.map((each) => each["KeyMaterialId"])).toEqual(home.map((each) => each["KeyMaterialId"]));
  });

  test("has policy, tags, aliases and state of its own", async () => {
    const engine = await createTestEngine();
    const { call } = engine;
    const keyId = await replicated(engine);
    await call("DisableKey", { KeyId: keyId }, { region: AWAY });
    await call("CreateAlias", { AliasName: "alias/away", TargetKeyId: keyId }, { region: AWAY });
    await call("TagResource", { KeyId: keyId, Tags: [{ TagKey: "a", TagValue: "b" }] }, { region: AWAY });
    expect(await metadata(engine, keyId, HOME)).toMatchObject({ KeyState: "Enabled" });
    expect((await call("ListAliases", { KeyId: keyId })).body["Aliases"]).toEqual([]);
    expect((await call("ListResourceTags", { KeyId: keyId })).body["Tags"]).toEqual([]);
  });

  test.each(["ReplicateKey", "EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"])(
    "refuses %s, which is its primary key's",
    async (operation) => {
      const engine = await createTestEngine();
      const keyId = await replicated(engine);
      const before = await engine.snapshot();
      const input = operation === "ReplicateKey" ? { KeyId: keyId, ReplicaRegion: THIRD } : { KeyId: keyId };
      const { error, message } = await engine.call(operation, input, { region: AWAY });
      expect([error, message]).toEqual([
        "UnsupportedOperationException",
        `${arnIn(AWAY, keyId)} is not a multi-region primary key.`,
      ]);
      expect(await engine.snapshot()).toBe(before);
    },
  );

  test("there is one a Region", async () => {
    const engine = await createTestEngine();
    const keyId = await replicated(engine);
    const again = await engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: AWAY });
    expect(again.error).toBe("AlreadyExistsException");
    const home = await engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: HOME });
    expect(home.error).toBe("AlreadyExistsException");
  });

  test("1.3 step 2 ReplicateKey: is made where kms:CreateKey is allowed in its own Region", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine);
    const deny = { Effect: "Deny", Action: "kms:CreateKey", Resource: "*" };
    const Condition = { StringEquals: { "aws:RequestedRegion": AWAY } };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...deny, Condition }] });
    await engine.engine.glass.changeWorld({ act: "PutInlinePolicy", arn: ADMIN, name: "not-away", text });
    const to = (ReplicaRegion: string) => engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion });
    expect((await to(AWAY)).message).toMatch(/kms:CreateKey with an explicit deny in an identity-based policy$/);
    expect((await to(THIRD)).error).toBeNull();
  });

  test("gets a policy that is judged by the tags it is given in the same call", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine);
    const allow = { Effect: "Allow", Principal: { AWS: ADMIN }, Action: "kms:*", Resource: "*" };
    const Condition = { StringEquals: { "aws:ResourceTag/Team": "Blue" } };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...allow, Condition }] });
    const tagged = async (TagValue: string) => {
      const Tags = [{ TagKey: "Team", TagValue }];
      return (await engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: AWAY, Policy, Tags })).error;
    };
    expect(await tagged("Green")).toBe("MalformedPolicyDocumentException");
    expect(await tagged("Blue")).toBeNull();
  });

  test.each(["EnableKeyRotation", "DisableKeyRotation"])(
    "is refused %s for its state, where that is not right, and then for being a replica",
    async (operation) => {
      const engine = await createTestEngine();
      const KeyId = await replicated(engine);
      const away = { region: AWAY };
      const refused = async () => {
        const { error, message } = await engine.call(operation, { KeyId }, away);
        return [error, message];
      };
      const arn = arnIn(AWAY, KeyId);
      expect(await refused()).toEqual(["UnsupportedOperationException", `${arn} is not a multi-region primary key.`]);
      await engine.call("DisableKey", { KeyId }, away);
      expect(await refused()).toEqual(["DisabledException", `${arn} is disabled.`]);
      await engine.call("ScheduleKeyDeletion", { KeyId }, away);
      expect(await refused()).toEqual(["KMSInvalidStateException", `${arn} is pending deletion.`]);
    },
  );

  test("of a single-Region key there is none", async () => {
    const { call, orders } = await createTestEngine();
    const { error, message } = await call("ReplicateKey", { KeyId: orders, ReplicaRegion: AWAY });
    expect([error, message]).toEqual(["UnsupportedOperationException", `${orders} is not a multi-region primary key.`]);
  });
});

describe("UpdatePrimaryRegion", () => {
  test("changes places; both keys are being updated for a few seconds, and work meanwhile", async () => {
    const engine = await createTestEngine();
    const { call } = engine;
    const keyId = await replicated(engine);
    expect((await call("UpdatePrimaryRegion", { KeyId: keyId, PrimaryRegion: AWAY })).body).toEqual({});
    expect(await metadata(engine, keyId, HOME)).toMatchObject({ KeyState: "Updating" });
    expect((await call("Encrypt", { KeyId: keyId, Plaintext: b64("x") })).status).toBe(200);
    expect((await call("DisableKey", { KeyId: keyId })).message).toBe(`${arnIn(HOME, keyId)} is updating.`);
    await engine.engine.glass.setClock({ advance: 3_000 });
    for (const region of [HOME, AWAY]) {
      expect(await metadata(engine, keyId, region)).toMatchObject({
        KeyState: "Enabled",
        MultiRegionConfiguration: {
          MultiRegionKeyType: region === AWAY ? "PRIMARY" : "REPLICA",
          PrimaryKey: { Region: AWAY },
          ReplicaKeys: [{ Region: HOME }],
        },
      });
    }
    expect((await call("ReplicateKey", { KeyId: keyId, ReplicaRegion: THIRD })).error).toBe(
      "UnsupportedOperationException",
    );
    expect((await call("ReplicateKey", { KeyId: keyId, ReplicaRegion: THIRD }, { region: AWAY })).status).toBe(200);
  });

  test("is no way to more rotations on demand than a key has", async () => {
    const engine = await createTestEngine();
    const { call } = engine;
    const keyId = await replicated(engine);
    for (let n = 1; n <= 25; n++) expect((await call("RotateKeyOnDemand", { KeyId: keyId })).error).toBeNull();
    await call("UpdatePrimaryRegion", { KeyId: keyId, PrimaryRegion: AWAY });
    await engine.engine.glass.setClock({ advance: 3_000 });
    const there = { region: AWAY };
    expect((await call("RotateKeyOnDemand", { KeyId: keyId }, there)).error).toBe("LimitExceededException");
  });

  test.each([
    ["disabled", "DisableKey", "DisabledException", "is disabled."],
    ["pending deletion", "ScheduleKeyDeletion", "KMSInvalidStateException", "is pending deletion."],
  ])("refuses a replica that is %s", async (_state, act, exception, says) => {
    const engine = await createTestEngine();
    const keyId = await replicated(engine);
    await engine.call(act, { KeyId: keyId }, { region: AWAY });
    const { error, message } = await engine.call("UpdatePrimaryRegion", { KeyId: keyId, PrimaryRegion: AWAY });
    expect([error, message]).toEqual([exception, `${arnIn(AWAY, keyId)} ${says}`]);
  });

  test("is for the key's own account, whether or not there is a replica", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine);
    const asked = { KeyId: arnIn(HOME, keyId), PrimaryRegion: AWAY };
    const foreign = async () => (await engine.call("UpdatePrimaryRegion", asked, { as: GREEN_ETL })).message;
    const without = await foreign();
    expect(without).toMatch(/to perform: kms:UpdatePrimaryRegion on this resource because the resource does not exist/);
    expect((await engine.call("ReplicateKey", { KeyId: keyId, ReplicaRegion: AWAY })).error).toBeNull();
    expect(await foreign()).toBe(without);
  });

  test("needs a replica in that Region", async () => {
    const engine = await createTestEngine();
    const keyId = await primaryKey(engine);
    const { error, message } = await engine.call("UpdatePrimaryRegion", { KeyId: keyId, PrimaryRegion: AWAY });
    expect([error, message]).toEqual(["NotFoundException", `Key '${arnIn(AWAY, keyId)}' does not exist`]);
  });
});
