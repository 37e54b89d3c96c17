import { describe, expect, test } from "vitest";
import { SECRET_OUTPUTS } from "#glass/secret-text.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { JsonObject, JsonValue } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, ZOE, type Answer, type TestEngine } from "../testing/engine.ts";
import { importInput } from "../testing/importing.ts";
import { CREDENTIAL, createKeyStoreEngine, PASSWORD, XKS_STORE, CLUSTER_STORE } from "../testing/key-stores.ts";
import { sts } from "../testing/sts.ts";
import { service } from "../testing/asking.ts";
import { identity } from "./cloudtrail.ts";

const BLUE = "111122223333";
const GREEN = "444455556666";

/** A world whose orders key lets the account Green decrypt, and something that was sealed in it. */
async function shared() {
  const world = await createTestEngine();
  const statement = (id: string) => ({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${id}:root` },
    Action: "kms:*",
    Resource: "*",
  });
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement(BLUE), statement(GREEN)] });
  await world.call("PutKeyPolicy", { KeyId: world.orders, Policy });
  const { body } = await world.call("Encrypt", { KeyId: world.orders, Plaintext: b64("x") });
  return { ...world, sealed: { CiphertextBlob: body["CiphertextBlob"] } };
}

describe("a call to another account's key", () => {
  test("is in the trails of both accounts, with one shared id and an id of each", async () => {
    const world = await shared();
    const { audit, auditCopies } = await world.trace(await world.call("Decrypt", world.sealed, { as: GREEN_ETL }));
    expect(audit).toMatchObject({ recipientAccountId: GREEN, resources: [{ accountId: BLUE }] });
    expect(auditCopies).toHaveLength(1);
    const copy = auditCopies?.[0];
    expect(copy).toMatchObject({ recipientAccountId: BLUE, sharedEventID: audit?.["sharedEventID"] });
    expect(copy?.["eventID"]).not.toBe(audit?.["eventID"]);
    expect(audit?.["sharedEventID"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of ReEncrypt from one other account's key to another's is in all three trails", async () => {
    const world = await shared();
    const { glass } = world.engine;
    await glass.changeWorld({ act: "CreateAccount", name: "Red" });
    const red = (await glass.surroundings()).accounts.find(({ name }) => name === "Red")?.id as string;
    const root = `arn:aws:iam::${red}:root`;
    const open = { Effect: "Allow", Principal: { AWS: [root, GREEN] }, Action: "kms:*", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [open] });
    const made = await world.call("CreateKey", { Policy }, { as: root });
    const { Arn } = made.body["KeyMetadata"] as unknown as { Arn: string };
    const { Principal: _, ...all } = open;
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [all] });
    await glass.changeWorld({ act: "PutInlinePolicy", arn: GREEN_ETL, name: "all", text });
    const answer = await world.call("ReEncrypt", { ...world.sealed, DestinationKeyId: Arn }, { as: GREEN_ETL });
    expect(answer.message).toBeNull();
    const { audit, auditCopies = [] } = await world.trace(answer);
    const records = [audit, ...auditCopies];
    expect(records.map((record) => record?.["recipientAccountId"])).toEqual([GREEN, BLUE, red]);
    expect(new Set(records.map((record) => record?.["eventID"])).size).toBe(3);
    expect(new Set(records.map((record) => record?.["sharedEventID"])).size).toBe(1);
  });

  test("is in the caller's only when it was denied", async () => {
    const world = await shared();
    const denied = await world.call("DescribeKey", { KeyId: world.orders }, { as: GREEN_ETL });
    const { audit, auditCopies } = await world.trace(denied);
    expect(audit).toMatchObject({ recipientAccountId: GREEN, errorCode: "AccessDenied" });
    expect(audit).not.toHaveProperty("sharedEventID");
    expect(auditCopies ?? []).toEqual([]);
  });
});

test("ReplicateKey is CreateKey in the trail of the replica's Region", async () => {
  const world = await createTestEngine();
  const { body } = await world.call("CreateKey", { MultiRegion: true });
  const { KeyId, Arn } = body["KeyMetadata"] as unknown as { KeyId: string; Arn: string };
  const { audit, auditCopies } = await world.trace(
    await world.call("ReplicateKey", { KeyId, ReplicaRegion: "eu-west-1" }),
  );
  expect(audit).toMatchObject({ eventName: "ReplicateKey", awsRegion: "us-east-1" });
  expect(auditCopies).toMatchObject([
    {
      eventName: "CreateKey",
      awsRegion: "eu-west-1",
      requestParameters: { multiRegion: true, keySpec: "SYMMETRIC_DEFAULT" },
      resources: [{ ARN: Arn.replace("us-east-1", "eu-west-1") }],
    },
  ]);
});

describe("6.3 a record", () => {
  const TOP = [
    "eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent",
    "requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType",
    "managementEvent recipientAccountId sharedEventID eventCategory vpcEndpointId tlsDetails",
  ].flatMap((line) => line.split(" "));
  const recordOf = async (world: TestEngine, answer: Answer) => (await world.trace(answer)).audit as JsonObject;

  test("has its fields in AWS's order", async () => {
    const world = await shared();
    const theirs = await recordOf(world, await world.call("Decrypt", world.sealed, { as: GREEN_ETL }));
    expect(Object.keys(theirs)).toEqual(TOP.filter((name) => name !== "vpcEndpointId"));
    expect(Object.keys(theirs["tlsDetails"] as JsonObject)).toEqual([
      "tlsVersion",
      "cipherSuite",
      "clientProvidedHostHeader",
      "keyExchange",
    ]);
    const { changeWorld, surroundings } = world.engine.glass;
    const place = { account: BLUE, region: "us-east-1", name: "orders" };
    await changeWorld({ act: "CreateVpc", ...place, internet: false });
    const vpc = (await surroundings()).vpcs.at(-1)?.id as string;
    await changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    const inside = await recordOf(world, await world.call("DescribeKey", { KeyId: world.orders }, { from: vpc }));
    expect(Object.keys(inside).slice(-3)).toEqual(["eventCategory", "vpcEndpointId", "tlsDetails"]);
    const refused = await recordOf(world, await world.call("DescribeKey", { KeyId: world.orders }, { as: GREEN_ETL }));
    expect(Object.keys(refused).slice(7, 11)).toEqual(["userAgent", "errorCode", "errorMessage", "requestParameters"]);
  });

  test("names the grant that allowed the call, and none where a policy did", async () => {
    const world = await createTestEngine();
    const { orders } = world;
    const { body } = await world.call("CreateGrant", { KeyId: orders, GranteePrincipal: ZOE, Operations: ["Encrypt"] });
    const grantId = body["GrantId"];
    const encrypt = { KeyId: orders, Plaintext: b64("x"), GrantTokens: [String(body["GrantToken"])] };
    const byGrant = await recordOf(world, await world.call("Encrypt", encrypt, { as: ZOE }));
    expect(byGrant["additionalEventData"]).toMatchObject({ grantId });
    const byPolicy = await recordOf(world, await world.call("Encrypt", encrypt, { as: APP }));
    expect(JSON.stringify(byPolicy)).not.toContain(grantId as unknown as string);
  });

  test("of another account's grant names it too, though the caller's own IAM decided", async () => {
    const world = await createTestEngine();
    const grant = { KeyId: world.orders, GranteePrincipal: GREEN_ETL, Operations: ["Decrypt"] };
    const { body } = await world.call("CreateGrant", grant);
    const sealed = (await world.call("Encrypt", { KeyId: world.orders, Plaintext: b64("x") })).body["CiphertextBlob"];
    const opened = { CiphertextBlob: sealed, GrantTokens: [String(body["GrantToken"])] };
    const record = await recordOf(world, await world.call("Decrypt", opened, { as: GREEN_ETL }));
    expect(record["additionalEventData"]).toMatchObject({ grantId: body["GrantId"] });
  });

  test("of a new key has its metadata alone, AWS's account id and dates written out", async () => {
    const world = await createTestEngine();
    const record = await recordOf(world, await world.call("CreateKey", {}));
    const elements = record["responseElements"] as JsonObject;
    expect(Object.keys(elements)).toEqual(["keyMetadata"]);
    expect(elements["keyMetadata"]).toMatchObject({ AWSAccountId: BLUE, creationDate: "Nov 23, 2026, 12:00:00 PM" });
  });

  test("of a new key names its spec twice, however it was asked for", async () => {
    const world = await createTestEngine();
    const given = { KeyUsage: "SIGN_VERIFY" };
    for (const member of ["KeySpec", "CustomerMasterKeySpec"]) {
      const record = await recordOf(world, await world.call("CreateKey", { ...given, [member]: "ECC_NIST_P256" }));
      const spec = { keySpec: "ECC_NIST_P256", customerMasterKeySpec: "ECC_NIST_P256" };
      expect(record["requestParameters"]).toMatchObject(spec);
    }
  });

  test("of an alias has the alias beside its key", async () => {
    const world = await createTestEngine();
    const alias = `arn:aws:kms:us-east-1:${BLUE}:alias/second`;
    const AliasName = "alias/second";
    const { Arn } = (await world.call("CreateKey", {})).body["KeyMetadata"] as unknown as { Arn: string };
    const arns = async (operation: string, input: JsonObject) => {
      const { resources } = await recordOf(world, await world.call(operation, { AliasName, ...input }));
      return (resources as unknown as readonly { ARN: string }[]).map(({ ARN }) => ARN);
    };
    expect(await arns("CreateAlias", { TargetKeyId: world.orders })).toEqual([world.orders, alias]);
    expect(await arns("UpdateAlias", { TargetKeyId: Arn })).toEqual([alias, Arn]);
    expect(await arns("DeleteAlias", {})).toEqual([alias, Arn]);
  });

  test("has no parameters where none may be told, or none were given, and none of a key that was not found", async () => {
    const world = await createTestEngine();
    const parameters = async (operation: string, input: JsonObject) =>
      (await recordOf(world, await world.call(operation, input)))["requestParameters"];
    expect(await parameters("GenerateRandom", { NumberOfBytes: 32 })).toBeNull();
    expect(await parameters("ListKeys", {})).toBeNull();
    expect(await parameters("DescribeKey", { KeyId: "00000000-0000-0000-0000-000000000000" })).toBeNull();
    expect(await parameters("DescribeKey", { KeyId: "alias/orders" })).toEqual({ keyId: "alias/orders" });
  });

  test("tells of a member that is null what it tells of one that is left out: its default, or nothing", async () => {
    const world = await createTestEngine();
    const parameters = async (input: JsonObject) => {
      const answer = await world.call("CreateKey", input);
      expect(answer.error).toBeNull();
      return (await recordOf(world, answer))["requestParameters"];
    };
    const nothing = await parameters({});
    expect(nothing).toMatchObject({ keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT", origin: "AWS_KMS" });
    const nulls = { KeySpec: null, KeyUsage: null, Origin: null, Description: null, Tags: null, MultiRegion: null };
    expect(await parameters(nulls)).toEqual(nothing);
  });

  test("of a custom key store has no resources, and says which store was changed", async () => {
    const world = await createTestEngine();
    const made = await world.call("CreateCustomKeyStore", CLUSTER_STORE);
    const record = await recordOf(world, made);
    expect(record).not.toHaveProperty("resources");
    expect(Object.keys(record["responseElements"] as JsonObject)).toEqual(["customKeyStoreId"]);
    expect(record).not.toHaveProperty("additionalEventData");
    const { CustomKeyStoreName: customKeyStoreName, CloudHsmClusterId: clusterId } = CLUSTER_STORE;
    const { CustomKeyStoreId } = made.body;
    const changes = [
      ["UpdateCustomKeyStore", { NewCustomKeyStoreName: "renamed" }],
      ["UpdateCustomKeyStore", { NewCustomKeyStoreName: customKeyStoreName }],
      ["DeleteCustomKeyStore", {}],
    ] as const;
    const named: unknown[] = [];
    for (const [operation, input] of changes)
      named.push(
        (await recordOf(world, await world.call(operation, { CustomKeyStoreId, ...input })))["additionalEventData"],
      );
    expect(named).toEqual([
      { customKeyStoreName, clusterId },
      { customKeyStoreName: "renamed", clusterId },
      { customKeyStoreName, clusterId },
    ]);
  });

  test("of an instance's credentials says how EC2 delivered them", async () => {
    const world = await createTestEngine();
    const office = { account: "111122223333", region: "us-east-1", name: "Office", internet: true } as const;
    const { vpcs } = await world.engine.glass.changeWorld({ act: "CreateVpc", ...office });
    const context = async (from: string) => {
      const record = await recordOf(world, await world.call("DescribeKey", { KeyId: world.orders }, { from }));
      return (record["userIdentity"] as JsonObject)["sessionContext"];
    };
    expect(await context(vpcs[0]!.id)).toMatchObject({ ec2RoleDelivery: "1.0" });
    expect(await context("internet")).not.toHaveProperty("ec2RoleDelivery");
  });

  test("of a key's deletion says in which custom key store the key lies, if it lies in one", async () => {
    const world = await createKeyStoreEngine();
    const store = await world.connected(CLUSTER_STORE);
    const inStore = await world.key({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: store });
    const told = async (KeyId: string) =>
      (await recordOf(world, await world.must("ScheduleKeyDeletion", { KeyId })))["additionalEventData"];
    expect(await told(inStore)).toEqual({ customKeyStoreId: store });
    expect(await told(world.orders)).toBeUndefined();
  });

  test("of a refusal without a sentence has the code alone", async () => {
    const world = await createTestEngine();
    const record = await recordOf(world, await world.call("Decrypt", { CiphertextBlob: b64("no ciphertext") }));
    expect(record["errorCode"]).toBe("InvalidCiphertextException");
    expect(record).not.toHaveProperty("errorMessage");
  });

  test("of a service that acts as itself says no more of it than its name", () => {
    const name = "logs.us-east-1.amazonaws.com";
    expect(identity(service(name))).toEqual({ type: "AWSService", invokedBy: name });
  });
});

test("the date of a deletion is written out", async () => {
  const world = await createTestEngine();
  const { audit } = await world.trace(
    await world.call("ScheduleKeyDeletion", { KeyId: world.orders, PendingWindowInDays: 7 }),
  );
  expect(audit?.["responseElements"]).toMatchObject({
    deletionDate: "Nov 30, 2026, 12:00:00 PM",
    pendingWindowInDays: 7,
  });
});

describe("of everything that AWS never logs", () => {
  /** Calls of every kind that take or give something secret; what must not be in any record, by what it is. */
  async function tour(world: TestEngine): Promise<ReadonlyMap<string, string>> {
    const secrets = new Map<string, string>();
    const note = (what: string, value: JsonValue | undefined): void => {
      if (typeof value === "string" && value.length > 8) secrets.set(`${what} ${secrets.size}`, value);
    };
    const made = async (input: JsonObject): Promise<string> =>
      ((await world.call("CreateKey", input)).body["KeyMetadata"] as unknown as { KeyId: string }).KeyId;
    const run = async (operation: string, input: JsonObject): Promise<Answer> => {
      const answer = await world.call(operation, input);
      expect([operation, answer.status, answer.message]).toEqual([operation, 200, null]);
      for (const [name, value] of Object.entries({ ...input, ...answer.body }))
        if (NEVER.has(name)) note(`${operation} ${name}`, value);
      return answer;
    };
    const { orders } = world;
    const context = { EncryptionContext: { order: "seven" } };
    const message = b64("a message that nobody else shall read");
    const digest = b64("0123456789abcdef0123456789abcdef");
    const sealed = await run("Encrypt", { KeyId: orders, Plaintext: message, ...context });
    await run("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"], ...context });
    await run("ReEncrypt", {
      CiphertextBlob: sealed.body["CiphertextBlob"],
      SourceEncryptionContext: context.EncryptionContext,
      DestinationKeyId: orders,
    });
    await run("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" });
    await run("GenerateDataKeyWithoutPlaintext", { KeyId: orders, KeySpec: "AES_256" });
    await run("GenerateDataKeyPair", { KeyId: orders, KeyPairSpec: "ECC_NIST_P256" });
    await run("GenerateDataKeyPairWithoutPlaintext", { KeyId: orders, KeyPairSpec: "ECC_NIST_P256" });
    await run("GenerateRandom", { NumberOfBytes: 32 });
    const signer = await made({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    const algorithm = { KeyId: signer, Message: digest, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" };
    const signature = await run("Sign", algorithm);
    await run("Verify", { ...algorithm, Signature: signature.body["Signature"] });
    const mac = {
      KeyId: await made({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }),
      Message: message,
      MacAlgorithm: "HMAC_SHA_256",
    };
    const tag = await run("GenerateMac", mac);
    await run("VerifyMac", { ...mac, Mac: tag.body["Mac"] });
    const external = await made({ Origin: "EXTERNAL" });
    await run("ImportKeyMaterial", await importInput(world, external, crypto.getRandomValues(new Uint8Array(32))));
    const grant = await run("CreateGrant", { KeyId: orders, GranteePrincipal: APP, Operations: ["Encrypt"] });
    await run("Encrypt", { KeyId: orders, Plaintext: message, GrantTokens: [String(grant.body["GrantToken"])] });
    note("a grant's token", grant.body["GrantToken"]);
    await run("CreateCustomKeyStore", CLUSTER_STORE);
    await run("CreateCustomKeyStore", XKS_STORE);
    note("a cluster's password", `"${PASSWORD}"`);
    note("a proxy's secret", CREDENTIAL.RawSecretAccessKey);
    const { changeWorld } = world.engine.glass;
    const text = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: ZOE }, Action: "sts:AssumeRole" },
    });
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
    const { credentials } = await sts(world, { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "s1" }, ZOE);
    note("a session's secret", credentials?.SecretAccessKey);
    note("a session's token", credentials?.Token);
    await world.call("GetKeyPolicy", { KeyId: orders });
    return secrets;
  }

  const NEVER: ReadonlySet<string> = new Set([
    ...SECRET_OUTPUTS,
    ..."Plaintext CiphertextBlob Message Signature Mac PrivateKeyCiphertextBlob ImportToken EncryptedKeyMaterial GrantToken".split(
      " ",
    ),
  ]);

  const traces = async ({ engine: { glass } }: TestEngine): Promise<readonly CallTrace[]> => {
    const found: CallTrace[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { items, next } = await glass.calls({}, cursor ?? null, 500);
      for (const { id } of items) found.push((await glass.call(id)) as CallTrace);
      cursor = next;
    }
    return found;
  };

  test("nothing is in any record of a tour through all kinds of calls", async () => {
    const world = await createTestEngine();
    const secrets = await tour(world);
    expect(secrets.size).toBeGreaterThan(29);
    const told = (await traces(world)).map(({ audit, auditCopies }) => JSON.stringify([audit, auditCopies]));
    expect(told.length).toBeGreaterThan(20);
    for (const [what, secret] of secrets)
      expect([what, told.some((text) => text.includes(secret))]).toEqual([what, false]);
  });

  test("the text of a policy is in the record of who put it, never in that of who read it", async () => {
    const world = await shared();
    const records = async (operation: string) =>
      (await traces(world))
        .filter(({ summary }) => summary.operation === operation)
        .map(({ audit }) => JSON.stringify(audit));
    await world.call("GetKeyPolicy", { KeyId: world.orders }, { as: ADMIN });
    expect((await records("PutKeyPolicy")).join()).toContain("Statement");
    expect((await records("GetKeyPolicy")).join()).not.toContain("Statement");
  });

  test("the encryption context is there in clear, which is why no secret belongs into it", async () => {
    const world = await createTestEngine();
    const answer = await world.call("Encrypt", {
      KeyId: world.orders,
      Plaintext: b64("x"),
      EncryptionContext: { Order: "7" },
    });
    expect((await world.trace(answer)).audit?.["requestParameters"]).toMatchObject({
      encryptionContext: { Order: "7" },
    });
  });
});
