import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, NOON, REPORT, type CallOptions } from "../testing/engine.ts";

const DAY = 86_400;
/** World time, in the wire's seconds. */
const noon = NOON / 1000;

async function start() {
  const engine = await createTestEngine();
  const { call } = engine;
  return {
    ...engine,
    /** ARN of a new key. */
    newKey: async (input: JsonObject = {}) =>
      ((await call("CreateKey", input)).body["KeyMetadata"] as unknown as { Arn: string }).Arn,
    describe: async (KeyId: string) =>
      (await call("DescribeKey", { KeyId })).body["KeyMetadata"] as unknown as JsonObject,
  };
}

const policy = (statement: JsonObject): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

describe("CreateKey", () => {
  test("makes a symmetric encryption key when nothing else is said", async () => {
    const { call, trace } = await start();
    const answer = await call("CreateKey");
    const metadata = answer.body["KeyMetadata"] as unknown as JsonObject;
    const id = metadata["KeyId"] as string;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(metadata).toEqual({
      AWSAccountId: "111122223333",
      KeyId: id,
      Arn: `arn:aws:kms:us-east-1:111122223333:key/${id}`,
      CreationDate: noon,
      Enabled: true,
      Description: "",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeyState: "Enabled",
      Origin: "AWS_KMS",
      KeyManager: "CUSTOMER",
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      KeySpec: "SYMMETRIC_DEFAULT",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      MultiRegion: false,
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    const { hsm, changes } = await trace(answer);
    expect(hsm.map(({ step }) => step)).toEqual(["generate"]);
    expect(changes.map(({ table, what }) => `${table} ${what}`).toSorted()).toEqual([
      "keys created",
      "materials created",
      "policies created",
    ]);
  });

  test("dates come in seconds with fractions", async () => {
    const { call, tick } = await start();
    tick(1_234);
    expect(((await call("CreateKey")).body["KeyMetadata"] as unknown as JsonObject)["CreationDate"]).toBe(noon + 1.234);
  });

  test("keeps the description, tags and policy it was given, in the Region it was called in", async () => {
    const { call } = await start();
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: ADMIN }, Action: "kms:*", Resource: "*" },
    });
    const Tags = [{ TagKey: "Team", TagValue: "Blue" }];
    const eu = { region: "eu-west-1" };
    const { body } = await call("CreateKey", { Description: "Europe's", Tags, Policy }, eu);
    const { Arn, Description } = body["KeyMetadata"] as unknown as Record<string, string>;
    expect([Arn?.split(":")[3], Description]).toEqual(["eu-west-1", "Europe's"]);
    expect((await call("ListResourceTags", { KeyId: Arn! }, eu)).body["Tags"]).toEqual(Tags);
    expect((await call("GetKeyPolicy", { KeyId: Arn! }, eu)).body["Policy"]).toBe(Policy);
  });

  test("1.4 default policy: gives AWS's default key policy, in its own spacing, to a key without one", async () => {
    const { call, newKey, orders } = await start();
    const { body } = await call("GetKeyPolicy", { KeyId: await newKey() });
    const text = String(body["Policy"]);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "{",
      '  "Version" : "2012-10-17",',
      '  "Id" : "key-default-1",',
      '  "Statement" : [ {',
    ]);
    expect(text).toBe((await call("GetKeyPolicy", { KeyId: orders })).body["Policy"]);
  });

  const forApp = policy({ Effect: "Allow", Principal: { AWS: APP }, Action: "kms:*", Resource: "*" });

  test("refuses a policy that would lock its caller out, unless told to bypass that check", async () => {
    const { call } = await start();
    const locked = await call("CreateKey", { Policy: forApp });
    expect([locked.error, locked.message]).toEqual([
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    ]);
    expect((await call("CreateKey", { Policy: forApp, BypassPolicyLockoutSafetyCheck: true })).error).toBeNull();
  });

  test("judges its policy by the tags that the key is given in the same call", async () => {
    const { call } = await start();
    const Policy = policy({
      Effect: "Allow",
      Principal: { AWS: ADMIN },
      Action: "kms:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/Team": "Blue" } },
    });
    const tagged = (TagValue: string) => call("CreateKey", { Policy, Tags: [{ TagKey: "Team", TagValue }] });
    expect((await tagged("Blue")).error).toBeNull();
    expect((await tagged("Green")).error).toBe("MalformedPolicyDocumentException");
    expect((await call("CreateKey", { Policy })).error).toBe("MalformedPolicyDocumentException");
  });

  test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
    [
      "KeySpec with CustomerMasterKeySpec",
      { KeySpec: "SYMMETRIC_DEFAULT", CustomerMasterKeySpec: "SYMMETRIC_DEFAULT" },
      "ValidationException",
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.",
    ],
    [
      "SM2 outside China",
      { KeySpec: "SM2", KeyUsage: "SIGN_VERIFY" },
      "UnsupportedOperationException",
      "KeySpec SM2 is not supported in this Region",
    ],
    [
      "an HMAC key without its usage",
      { KeySpec: "HMAC_256" },
      "ValidationException",
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    ],
    [
      "an RSA key for key agreement",
      { KeySpec: "RSA_2048", KeyUsage: "KEY_AGREEMENT" },
      "ValidationException",
      "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
    ],
    [
      "a symmetric key that signs",
      { KeyUsage: "SIGN_VERIFY" },
      "ValidationException",
      "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT",
    ],
    [
      "a custom key store that is not there",
      { CustomKeyStoreId: "cks-1234567890abcdef0", Origin: "AWS_CLOUDHSM" },
      "CustomKeyStoreNotFoundException",
      null,
    ],
    [
      "a custom key store that is not named",
      { Origin: "AWS_CLOUDHSM" },
      "ValidationException",
      "You must specify a CustomKeyStoreId value for KMS keys with Origin AWS_CLOUDHSM.",
    ],
    [
      "an external key of no external key store",
      { XksKeyId: "key-1" },
      "ValidationException",
      "You can specify an XksKeyId value only for KMS keys with Origin EXTERNAL_KEY_STORE.",
    ],
    ["a policy that is no JSON", { Policy: "{" }, "MalformedPolicyDocumentException", "Policy document is malformed."],
    ["a policy of more than 32,768 bytes", { Policy: forApp + " ".repeat(32_768) }, "LimitExceededException", null],
    ["such a policy of fewer characters", { Policy: forApp + "é".repeat(20_000) }, "LimitExceededException", null],
    [
      "a principal that does not exist",
      {
        Policy: policy({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:role/Nobody" },
          Action: "kms:*",
          Resource: "*",
        }),
      },
      "MalformedPolicyDocumentException",
      "Policy contains a statement with one or more invalid principals.",
    ],
    [
      "tags with one key twice",
      {
        Tags: [
          { TagKey: "A", TagValue: "1" },
          { TagKey: "A", TagValue: "2" },
        ],
      },
      "TagException",
      "Duplicate tag keys",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call, snapshot } = await start();
    const before = await snapshot();
    const answer = await call("CreateKey", input);
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    expect(await snapshot()).toBe(before);
  });

  test("names the key specs in AWS's own order", async () => {
    const { call } = await start();
    const { message } = await call("CreateKey", { KeySpec: "AES_256" });
    expect(message).toMatch(
      /^1 validation error detected: Value 'AES_256' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[RSA_2048, ECC_NIST_P384, ECC_NIST_P256, /,
    );
  });

  test("1.3 step 2 CreateKey: needs kms:CreateKey, and kms:TagResource as well when it tags", async () => {
    const { call, trace } = await start();
    const { error, message } = await call("CreateKey", {}, { as: REPORT });
    expect(error).toBe("AccessDeniedException");
    expect(message).toMatch(
      /is not authorized to perform: kms:CreateKey because no identity-based policy allows the kms:CreateKey action$/,
    );
    const tagged = await call("CreateKey", { Tags: [{ TagKey: "A", TagValue: "" }] });
    expect((await trace(tagged)).authorize.map(({ action, resource }) => [action, resource])).toEqual([
      ["kms:CreateKey", "*"],
      ["kms:TagResource", "*"],
    ]);
  });
});

describe("DescribeKey", () => {
  test("finds the key by id, ARN, alias and alias ARN", async () => {
    const { call, orders } = await start();
    const region = orders.split(":key/")[0];
    for (const KeyId of [orders, orders.split("/")[1]!, "alias/orders", `${region}:alias/orders`]) {
      expect(((await call("DescribeKey", { KeyId })).body["KeyMetadata"] as unknown as JsonObject)["Arn"]).toBe(orders);
    }
  });

  test.each<[string, string, string, string]>([
    ["a bare word", "orders", "NotFoundException", "Invalid keyId 'orders'"],
    [
      "a bad id in an ARN",
      "arn:aws:kms:us-east-1:111122223333:key/orders",
      "NotFoundException",
      "Invalid keyId orders",
    ],
    [
      "an ARN of another Region",
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      "NotFoundException",
      "Invalid arn us-west-2",
    ],
    [
      "an id that is nobody's",
      "1234abcd-12ab-34cd-56ef-1234567890ab",
      "NotFoundException",
      "Key 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' does not exist",
    ],
    [
      "an alias that is nobody's",
      "alias/none",
      "NotFoundException",
      "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.",
    ],
    [
      "an empty id",
      "",
      "ValidationException",
      "1 validation error detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])("refuses %s", async (_, KeyId, error, message) => {
    const { call } = await start();
    const answer = await call("DescribeKey", { KeyId });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
  });

  test("does not tell another account whether a key is there", async () => {
    const { call, orders } = await start();
    const nobodys = orders.replace(/[^/]+$/, "1234abcd-12ab-34cd-56ef-1234567890ab");
    const [there, missing] = await Promise.all(
      [orders, nobodys].map((KeyId) => call("DescribeKey", { KeyId }, { as: GREEN_ETL })),
    );
    expect(there!.error).toBe("AccessDeniedException");
    expect(missing!.error).toBe("AccessDeniedException");
  });
});

describe("ListKeys", () => {
  test("gives 100 keys a page when not told otherwise, and each key once over all pages", async () => {
    const { call, newKey } = await start();
    const made = await Promise.all(Array.from({ length: 120 }, () => newKey()));
    const first = await call("ListKeys");
    expect((first.body["Keys"] as unknown as unknown[]).length).toBe(100);
    expect(first.body["Truncated"]).toBe(true);
    const second = await call("ListKeys", { Marker: first.body["NextMarker"] });
    expect(second.body["Truncated"]).toBe(false);
    expect(second.body).not.toHaveProperty("NextMarker");
    const all = [
      ...(first.body["Keys"] as unknown as { KeyId: string; KeyArn: string }[]),
      ...(second.body["Keys"] as unknown as { KeyId: string; KeyArn: string }[]),
    ];
    expect(all.length).toBe(121);
    expect(new Set(all.map(({ KeyArn }) => KeyArn)).size).toBe(121);
    expect(all.map(({ KeyArn }) => KeyArn)).toEqual(expect.arrayContaining(made));
    expect(all.every(({ KeyId, KeyArn }) => KeyArn.endsWith(`:key/${KeyId}`))).toBe(true);
  });

  test("shows the keys of this account and Region only", async () => {
    const { call } = await start();
    expect((await call("ListKeys", {}, { region: "eu-west-1" })).body["Keys"]).toEqual([]);
  });

  test.each([
    [0, "greater than or equal to 1"],
    [1001, "less than or equal to 1000"],
  ])("refuses a Limit of %i", async (Limit, bound) => {
    const { call } = await start();
    const { message } = await call("ListKeys", { Limit });
    expect(message).toBe(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    );
  });

  test("refuses a marker that it did not give", async () => {
    const { call } = await start();
    expect((await call("ListKeys", { Marker: "bm90IG91cnM=" })).error).toBe("InvalidMarkerException");
  });

  test("and every other list refuse a marker of another operation, of another account or Region, and of another key", async () => {
    const { call, newKey, orders, engine } = await start();
    const text = policy({ Effect: "Allow", Action: "kms:ListAliases", Resource: "*" });
    await engine.glass.changeWorld({ act: "PutInlinePolicy", arn: GREEN_ETL, name: "list", text });
    const Tags = ["A", "B"].map((TagKey) => ({ TagKey, TagValue: "x" }));
    const other = await newKey({ Tags });
    await call("TagResource", { KeyId: orders, Tags });
    await call("RotateKeyOnDemand", { KeyId: orders });
    const markerOf = async (operation: string, input: JsonObject = {}) =>
      String((await call(operation, { Limit: 1, ...input })).body["NextMarker"]);
    const asked = async (Marker: string, operation: string, input: JsonObject = {}, options: CallOptions = {}) =>
      (await call(operation, { Limit: 1, Marker, ...input }, options)).error;

    const keys = await markerOf("ListKeys");
    expect(await asked(keys, "ListKeys")).toBeNull();
    expect(await asked(keys, "ListAliases")).toBe("InvalidMarkerException");
    expect(await asked(keys, "ListKeys", {}, { region: "eu-west-1" })).toBe("InvalidMarkerException");
    const aliases = await markerOf("ListAliases");
    expect(await asked(aliases, "ListAliases")).toBeNull();
    expect(await asked(aliases, "ListKeys")).toBe("InvalidMarkerException");
    expect(await asked(aliases, "ListAliases", {}, { as: GREEN_ETL })).toBe("InvalidMarkerException");

    const tags = await markerOf("ListResourceTags", { KeyId: orders });
    expect(await asked(tags, "ListResourceTags", { KeyId: orders })).toBeNull();
    expect(await asked(tags, "ListResourceTags", { KeyId: other })).toBe("InvalidMarkerException");
    const all = { IncludeKeyMaterial: "ALL_KEY_MATERIAL" };
    const materials = await markerOf("ListKeyRotations", { KeyId: orders, ...all });
    expect(await asked(materials, "ListKeyRotations", { KeyId: orders, ...all })).toBeNull();
    expect(await asked(materials, "ListKeyRotations", { KeyId: orders })).toBe("InvalidMarkerException");
    expect(await asked(materials, "ListKeyRotations", { KeyId: other, ...all })).toBe("InvalidMarkerException");
  });
});

describe("DisableKey and EnableKey", () => {
  test("a disabled key refuses to decrypt, even what it encrypted itself, until it is enabled again", async () => {
    const { call, newKey, describe: about } = await start();
    const KeyId = await newKey();
    const { body } = await call("Encrypt", { KeyId, Plaintext: b64("order 7") });
    await call("DisableKey", { KeyId });
    expect(await about(KeyId)).toMatchObject({ Enabled: false, KeyState: "Disabled" });
    const refused = await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] });
    expect([refused.error, refused.message]).toEqual(["DisabledException", `${KeyId} is disabled.`]);
    expect((await call("EnableKey", { KeyId })).body).toEqual({});
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).body["Plaintext"]).toBe(b64("order 7"));
  });

  test("their answers are empty", async () => {
    const { call, newKey } = await start();
    const answer = await call("DisableKey", { KeyId: await newKey() });
    expect([answer.status, answer.headers["content-length"]]).toEqual([200, "0"]);
  });

  test("they know keys by id and ARN only", async () => {
    const { call } = await start();
    for (const operation of ["DisableKey", "EnableKey"]) {
      const { error, message } = await call(operation, { KeyId: "alias/orders" });
      expect([error, message]).toEqual(["InvalidArnException", "Key Aliases are not supported for this operation."]);
    }
  });
});

describe("UpdateKeyDescription", () => {
  test("changes the description, also to nothing", async () => {
    const { call, newKey, describe: about } = await start();
    const KeyId = await newKey({ Description: "Old" });
    await call("UpdateKeyDescription", { KeyId, Description: "New" });
    expect((await about(KeyId))["Description"]).toBe("New");
    await call("UpdateKeyDescription", { KeyId, Description: "" });
    expect((await about(KeyId))["Description"]).toBe("");
  });

  test("refuses what is longer than 8,192 characters", async () => {
    const { call, newKey } = await start();
    const { message } = await call("UpdateKeyDescription", { KeyId: await newKey(), Description: "x".repeat(8_193) });
    expect(message).toMatch(
      /at 'description' failed to satisfy constraint: Member must have length less than or equal to 8192$/,
    );
  });
});

describe("ScheduleKeyDeletion", () => {
  test("gives 30 days, or 7 to 30 when asked", async () => {
    const { call, newKey, describe: about } = await start();
    const KeyId = await newKey();
    expect((await call("ScheduleKeyDeletion", { KeyId })).body).toEqual({
      KeyId,
      DeletionDate: noon + 30 * DAY,
      KeyState: "PendingDeletion",
      PendingWindowInDays: 30,
    });
    expect(await about(KeyId)).toMatchObject({
      Enabled: false,
      KeyState: "PendingDeletion",
      DeletionDate: noon + 30 * DAY,
    });
    const soon = await call("ScheduleKeyDeletion", { KeyId: await newKey(), PendingWindowInDays: 7 });
    expect(soon.body["DeletionDate"]).toBe(noon + 7 * DAY);
  });

  test.each([6, 31])("the service refuses %i days, which the model would allow", async (PendingWindowInDays) => {
    const { call, newKey } = await start();
    const { error, message } = await call("ScheduleKeyDeletion", { KeyId: await newKey(), PendingWindowInDays });
    expect([error, message]).toEqual([
      "ValidationException",
      "PendingWindowInDays must be between 7 and 30, inclusive.",
    ]);
  });

  test("the model refuses 366 days", async () => {
    const { call, newKey } = await start();
    const { message } = await call("ScheduleKeyDeletion", { KeyId: await newKey(), PendingWindowInDays: 366 });
    expect(message).toBe(
      "1 validation error detected: Value '366' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value less than or equal to 365",
    );
  });

  test("at its end the key is gone, and its aliases with it", async () => {
    const { call, newKey, engine } = await start();
    const KeyId = await newKey();
    await call("CreateAlias", { AliasName: "alias/doomed", TargetKeyId: KeyId });
    await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    await engine.glass.setClock({ advance: 7 * DAY * 1000 + 1 });
    expect((await call("DescribeKey", { KeyId })).message).toBe(`Key '${KeyId}' does not exist`);
    expect((await call("DescribeKey", { KeyId: "alias/doomed" })).error).toBe("NotFoundException");
  });
});

describe("CancelKeyDeletion", () => {
  test("leaves the key disabled, without a deletion date", async () => {
    const { call, newKey, describe: about } = await start();
    const KeyId = await newKey();
    await call("ScheduleKeyDeletion", { KeyId });
    expect((await call("CancelKeyDeletion", { KeyId })).body).toEqual({ KeyId });
    const metadata = await about(KeyId);
    expect(metadata["KeyState"]).toBe("Disabled");
    expect(metadata).not.toHaveProperty("DeletionDate");
  });

  test("finds nothing to cancel on a key that is in use", async () => {
    const { call, orders } = await start();
    const { error, message } = await call("CancelKeyDeletion", { KeyId: orders });
    expect([error, message]).toEqual(["KMSInvalidStateException", `${orders} is not pending deletion.`]);
  });
});

test("64 keys at once are 64 keys", async () => {
  const { newKey } = await start();
  const made = await Promise.all(Array.from({ length: 64 }, () => newKey({ Tags: [{ TagKey: "A", TagValue: "1" }] })));
  expect(new Set(made).size).toBe(64);
});
