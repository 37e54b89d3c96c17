/** The matrix of who may do what with a key, held against real calls on a fork. */
import { beforeAll, describe, expect, test } from "vitest";
import type { AccessCell, AccessDraft, AccessMatrix } from "#glass/access.ts";
import type { JsonObject } from "#wire/json.ts";
import { PERMISSIONS } from "./access/permissions.ts";
import { Dice } from "./testing/bodies.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT, ZOE, type TestEngine } from "./testing/engine.ts";

const BLUE_ROOT = "arn:aws:iam::111122223333:root";
const GREEN_ROOT = "arn:aws:iam::444455556666:root";

async function matrixOf({ engine, orders }: TestEngine, draft?: AccessDraft): Promise<AccessMatrix> {
  const answer = await engine.glass.accessTo(orders, draft === undefined ? {} : { draft });
  if (answer.refused !== null) throw new Error(`refused: ${answer.refused.message}`);
  return answer;
}

function cellOf(matrix: AccessMatrix, principal: string, action: string): AccessCell {
  const row = matrix.principals.findIndex(({ arn }) => arn === principal);
  const column = matrix.actions.findIndex((each) => each.action === `kms:${action}`);
  return matrix.cells[row]?.[column] as AccessCell;
}

describe("the default world", () => {
  let world: TestEngine;
  let matrix: AccessMatrix;
  beforeAll(async () => {
    world = await createTestEngine();
    matrix = await matrixOf(world);
  });

  test("every principal of both accounts is there, the key's own account first, each with its root", () => {
    expect(matrix.principals.map(({ arn }) => arn)).toEqual([
      BLUE_ROOT,
      ZOE,
      ADMIN,
      APP,
      REPORT,
      GREEN_ROOT,
      GREEN_ETL,
    ]);
  });
  test("every permission on keys is there, in four groups, but the one that KMS uses by itself", () => {
    const onKeys = [...PERMISSIONS].filter(([, { resource }]) => resource === "key" || resource === "alias and key");
    const expected = onKeys.map(([action]) => action).filter((action) => action !== "kms:SynchronizeMultiRegionKey");
    expect(matrix.actions.map(({ action }) => action).toSorted()).toEqual(expected.toSorted());
    expect([...new Set(matrix.actions.map(({ group }) => group))]).toEqual(["use", "manage", "grants", "policy"]);
    expect(matrix.actions.filter(({ group }) => group === "policy").map(({ action }) => action)).toEqual([
      "kms:GetKeyPolicy",
      "kms:ListKeyPolicies",
      "kms:PutKeyPolicy",
    ]);
  });
  test("a cell tells how it came about", () => {
    expect(cellOf(matrix, APP, "Decrypt")).toEqual({
      allowed: true,
      layer: "identity",
      denial: null,
      path: "kp-account",
      across: null,
    });
    expect(cellOf(matrix, BLUE_ROOT, "PutKeyPolicy")).toMatchObject({ allowed: true, path: "kp-direct" });
    expect(cellOf(matrix, REPORT, "Decrypt")).toMatchObject({ allowed: false, layer: "identity", denial: "implicit" });
  });
  test("another account's principal has a letter, and IAM of its own does not help it alone", () => {
    expect(cellOf(matrix, GREEN_ETL, "Decrypt")).toMatchObject({ allowed: false, layer: "key-policy", across: "X" });
  });
  test("an alias is asked about as well", async () => {
    const question = { principal: ADMIN, action: "kms:UpdateAlias", keyArn: world.orders };
    const answer = await world.engine.glass.why(question);
    expect(answer.refused === null && answer.decisions.map(({ resource }) => resource)).toEqual([
      "arn:aws:kms:us-east-1:111122223333:alias/orders",
      world.orders,
    ]);
  });
  test("why gives the whole decision and the sentence that AWS would send", async () => {
    const answer = await world.engine.glass.why({ principal: REPORT, action: "kms:Decrypt", keyArn: world.orders });
    expect(answer).toMatchObject({
      refused: null,
      sentence: `User: arn:aws:sts::111122223333:assumed-role/Report/keyglass is not authorized to perform: kms:Decrypt on resource: ${world.orders} because no identity-based policy allows the kms:Decrypt action`,
      decision: {
        allowed: false,
        layer: "identity",
        documents: [{ layer: "key-policy", verdict: "delegates" }],
      },
    });
    const { error, message } = await world.call(
      "Decrypt",
      { KeyId: world.orders, CiphertextBlob: await sealed(world) },
      { as: REPORT },
    );
    expect([error, message]).toEqual(["AccessDeniedException", answer.refused === null ? answer.sentence : ""]);
  });
  test("what is not there is refused", async () => {
    const { glass } = world.engine;
    await expect(glass.accessTo(`${world.orders}x`)).rejects.toThrow(RangeError);
    const question = { principal: APP, action: "kms:Decrypt", keyArn: world.orders };
    await expect(glass.why({ ...question, principal: `${APP}x` })).rejects.toThrow(RangeError);
    await expect(glass.why({ ...question, action: "kms:CreateKey" })).rejects.toThrow(RangeError);
  });
});

describe("circumstances", () => {
  test("a member that nobody gave counts with its default, as in a call (authorization.md 1.9)", async () => {
    const world = await createTestEngine();
    const { call, orders } = world;
    const statement = { Effect: "Allow", Principal: { AWS: BLUE_ROOT }, Action: "kms:*", Resource: "*" };
    const rotating = {
      ...statement,
      Principal: { AWS: ZOE },
      Action: "kms:EnableKeyRotation",
      Condition: { NumericEquals: { "kms:RotationPeriodInDays": 365 } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement, rotating] });
    await call("PutKeyPolicy", { KeyId: orders, Policy });
    expect((await call("EnableKeyRotation", { KeyId: orders }, { as: ZOE })).error).toBeNull();
    expect(cellOf(await matrixOf(world), ZOE, "EnableKeyRotation")).toMatchObject({ allowed: true });
  });
  test("the encryption context, an alias and the network count as in a call", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const surroundings = await glass.changeWorld({
      act: "CreateVpc",
      account: "111122223333",
      region: "us-east-1",
      name: "Inside",
      internet: false,
    });
    const vpc = surroundings.vpcs[0]?.id ?? "";
    await glass.changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    const only = (Condition: JsonObject) => ({
      keyPolicy: policy([
        statement("Allow", BLUE_ROOT, ["kms:Put*"]),
        { ...statement("Allow", REPORT, ["kms:Decrypt"]), Condition },
      ]),
    });
    const asked = { principal: REPORT, action: "kms:Decrypt", keyArn: world.orders };
    const allowed = async (Condition: JsonObject, more: object): Promise<boolean> => {
      const answer = await glass.why({ ...asked, ...more, draft: only(Condition) });
      return answer.refused === null && answer.decision.allowed;
    };
    const byContext = { StringEquals: { "kms:EncryptionContext:order": "7" } };
    expect(await allowed(byContext, {})).toBe(false);
    expect(await allowed(byContext, { context: { order: "7" } })).toBe(true);
    const byAlias = { StringEquals: { "kms:RequestAlias": "alias/orders" } };
    expect(await allowed(byAlias, {})).toBe(false);
    expect(await allowed(byAlias, { viaAlias: "alias/orders" })).toBe(true);
    const byVpc = { StringEquals: { "aws:SourceVpc": vpc } };
    expect(await allowed(byVpc, {})).toBe(false);
    expect(await allowed(byVpc, { from: vpc })).toBe(true);
    const byService = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
    expect(await allowed(byService, {})).toBe(false);
    expect(await allowed(byService, { via: "s3" })).toBe(true);
    expect(await allowed(byService, { via: "ec2" })).toBe(false);
    expect(await allowed(byVpc, { from: vpc, via: "s3" })).toBe(false);
    const byAlgorithm = {
      StringEquals: { "kms:EncryptionAlgorithm": "RSAES_OAEP_SHA_1" },
    };
    expect(await allowed(byAlgorithm, {})).toBe(false);
    expect(
      await allowed(byAlgorithm, {
        input: { EncryptionAlgorithm: "RSAES_OAEP_SHA_1" },
      }),
    ).toBe(true);
  });
});

describe("a key that is not made yet", () => {
  test("is one as CreateKey makes it: who is named with the old key alone may not use it", async () => {
    const world = await createTestEngine();
    const fresh = await matrixOf(world, { newKeyBy: ADMIN });
    expect(fresh.keyArn).not.toBe(world.orders);
    expect(cellOf(await matrixOf(world), APP, "GenerateDataKey").allowed).toBe(true);
    expect(cellOf(fresh, APP, "GenerateDataKey")).toMatchObject({ allowed: false, layer: "identity" });
    expect(cellOf(fresh, ADMIN, "GenerateDataKey").allowed).toBe(true);
    expect((await world.engine.glass.keys({}, null, 10)).items).toHaveLength(1);
  });

  test("is not made by who may not", async () => {
    const world = await createTestEngine();
    const answer = await world.engine.glass.accessTo(world.orders, { draft: { newKeyBy: APP } });
    expect(answer.refused).toMatchObject({ name: "AccessDeniedException", of: "new-key" });
  });
});

describe("a draft", () => {
  test("is answered for as if it were saved, and nothing is saved", async () => {
    const world = await createTestEngine();
    const before = await world.snapshot();
    const draft: AccessDraft = {
      keyPolicy: policy([statement("Allow", BLUE_ROOT), statement("Allow", REPORT, ["kms:Encrypt"])]),
      acts: [{ act: "PutInlinePolicy", arn: ZOE, name: "zoe", text: identity("Allow", ["kms:Decrypt"]) }],
    };
    const drafted = await matrixOf(world, draft);
    expect(cellOf(drafted, REPORT, "Encrypt")).toMatchObject({ allowed: true, path: "kp-role" });
    expect(cellOf(drafted, ZOE, "Decrypt")).toMatchObject({ allowed: true, path: "kp-account" });
    expect(await world.snapshot()).toBe(before);
    expect(cellOf(await matrixOf(world), REPORT, "Encrypt").allowed).toBe(false);
    await save(world, draft);
    expect(await matrixOf(world)).toEqual(drafted);
  });
  test("may make a principal, who has a row then", async () => {
    const world = await createTestEngine();
    const matrix = await matrixOf(world, {
      acts: [{ act: "CreateUser", account: "444455556666", name: "Kim" }],
    });
    expect(matrix.principals.map(({ name }) => name)).toContain("Kim");
  });
  test.each<[what: string, draft: AccessDraft, refused: object]>([
    [
      "no JSON",
      { keyPolicy: "{" },
      {
        name: "MalformedPolicyDocumentException",
        message: "Policy document is malformed.",
        of: "key-policy",
        line: null,
      },
    ],
    [
      "a principal that does not exist, in the second statement",
      {
        keyPolicy: `{\n "Statement": [\n  { "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*" },\n  { "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Nobody"},\n    "Action": "kms:*", "Resource": "*" }\n ]\n}`,
      },
      {
        name: "MalformedPolicyDocumentException",
        message: "Policy contains a statement with one or more invalid principals.",
        of: "key-policy",
        line: 4,
      },
    ],
    [
      "an IAM policy with a principal, after an act that is well",
      {
        acts: [
          { act: "CreateUser", account: "444455556666", name: "Kim" },
          {
            act: "PutInlinePolicy",
            arn: "arn:aws:iam::444455556666:user/Kim",
            name: "kim",
            text: '{"Version":"2012-10-17",\n"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}',
          },
        ],
      },
      { name: "MalformedPolicyDocument", message: "Policy document should not specify a principal.", of: 1, line: 2 },
    ],
  ])("with %s is answered with AWS's error and the line", async (_, draft, refused) => {
    const world = await createTestEngine();
    expect(await world.engine.glass.accessTo(world.orders, { draft })).toEqual({ refused });
  });
});

/* ---- the matrix equals single calls ---- */

const PRINCIPALS = [BLUE_ROOT, ADMIN, APP, REPORT, ZOE, GREEN_ETL, GREEN_ROOT];
const PATTERNS = ["kms:*", "kms:Decrypt", "kms:Encrypt", "kms:*Grant*", "kms:Generate*", "kms:Describe*", "kms:*Alias"];

test.each([1, 2, 3, 4, 5, 6])("the matrix equals single calls, in world %i of policies at random", async (seed) => {
  const dice = new Dice(seed);
  const world = await createTestEngine({ seed });
  const blob = await sealed(world);
  const some = <T>(values: readonly T[]): T[] => {
    const picked = values.filter(() => dice.chance(0.4));
    return picked.length > 0 ? picked : [dice.one(values)];
  };
  const effect = (): "Allow" | "Deny" => (dice.chance(0.75) ? "Allow" : "Deny");
  const keyPolicy = policy(
    Array.from({ length: dice.whole(1, 4) }, () => statement(effect(), some(PRINCIPALS), some(PATTERNS))),
  );
  for (const arn of PRINCIPALS.filter((each) => !each.endsWith(":root") && dice.chance(0.7)))
    await save(world, {
      acts: [{ act: "PutInlinePolicy", arn, name: "dice", text: identity(effect(), some(PATTERNS)) }],
    });
  for (const grantee of some([REPORT, ZOE, GREEN_ETL])) {
    const Operations = some(["Decrypt", "Encrypt", "DescribeKey", "RetireGrant"]);
    await world.call("CreateGrant", { KeyId: world.orders, GranteePrincipal: grantee, Operations });
  }
  const grants = (await world.call("ListGrants", { KeyId: world.orders })).body["Grants"] as unknown as readonly {
    GrantId: string;
  }[];
  await world.engine.glass.setClock({ advance: 60_000 });
  const saved = await world.call("PutKeyPolicy", {
    KeyId: world.orders,
    Policy: keyPolicy,
    BypassPolicyLockoutSafetyCheck: true,
  });
  expect(saved.error === null || saved.error === "AccessDeniedException").toBe(true);

  const matrix = await matrixOf(world);
  const inputs = inputsFor(world.orders, blob, grants[0]?.GrantId ?? "0".repeat(64));
  let compared = 0;
  for (let n = 0; n < 80; n++) {
    const principal = dice.one(PRINCIPALS);
    const { action } = dice.one(matrix.actions);
    if (action === "kms:RetireGrant" && grants.length !== 1) continue;
    const [operation, input] = inputs[action.slice(4)] as readonly [string, JsonObject];
    const [outcome] = await world.engine.glass.probe([{ principal, region: "us-east-1", operation, input }]);
    const { authorize, summary } = outcome?.trace ?? { authorize: [] };
    const asked = authorize.filter((decision) => decision.action === action);
    // ReEncrypt asks for the other half first, and stops there. Aliases are of the caller's own account: a foreign one's is not found.
    if (asked.length === 0) continue;
    compared++;
    const denied = summary?.error?.name === "AccessDeniedException" || summary?.error?.name === "NotFoundException";
    const allowed = asked.every((decision) => decision.allowed) && !(denied && authorize.at(-1)?.action === action);
    expect([principal, action, cellOf(matrix, principal, action.slice(4)).allowed]).toEqual([
      principal,
      action,
      allowed,
    ]);
  }
  expect(compared).toBeGreaterThan(50);
});

/** A request for every action on the key that gets as far as to be decided upon. */
function inputsFor(KeyId: string, CiphertextBlob: string, GrantId: string) {
  const Plaintext = b64("x");
  const Message = Plaintext;
  const [AliasName, TargetKeyId] = ["alias/orders", KeyId.slice(KeyId.indexOf("/") + 1)];
  const signing = { KeyId, Message, SigningAlgorithm: "ECDSA_SHA_256" };
  const mac = { KeyId, Message, MacAlgorithm: "HMAC_SHA_256" };
  const reEncrypt = ["ReEncrypt", { CiphertextBlob, DestinationKeyId: KeyId, DryRun: true }] as const;
  const more: Readonly<Record<string, JsonObject>> = {
    CreateAlias: { AliasName: "alias/new", TargetKeyId: KeyId },
    CreateGrant: { KeyId, GranteePrincipal: APP, Operations: ["Decrypt"], DryRun: true },
    Decapsulate: { KeyId, CiphertextBlob, EncapsulationAlgorithm: "ML_KEM" },
    Decrypt: { KeyId, CiphertextBlob, DryRun: true },
    DeleteAlias: { AliasName },
    DeriveSharedSecret: { KeyId, PublicKey: Plaintext, KeyAgreementAlgorithm: "ECDH" },
    Encapsulate: { KeyId, EncapsulationAlgorithm: "ML_KEM" },
    Encrypt: { KeyId, Plaintext, DryRun: true },
    GenerateDataKey: { KeyId, KeySpec: "AES_256", DryRun: true },
    GenerateDataKeyPair: { KeyId, KeyPairSpec: "ECC_NIST_P256", DryRun: true },
    GenerateDataKeyPairWithoutPlaintext: { KeyId, KeyPairSpec: "ECC_NIST_P256", DryRun: true },
    GenerateDataKeyWithoutPlaintext: { KeyId, KeySpec: "AES_256", DryRun: true },
    GenerateMac: mac,
    GetParametersForImport: { KeyId, WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" },
    ImportKeyMaterial: { KeyId, ImportToken: Plaintext, EncryptedKeyMaterial: Plaintext },
    PutKeyPolicy: { KeyId, Policy: policy([statement("Allow", "*")]) },
    ReplicateKey: { KeyId, ReplicaRegion: "eu-west-1" },
    RetireGrant: { KeyId, GrantId, DryRun: true },
    RevokeGrant: { KeyId, GrantId, DryRun: true },
    Sign: signing,
    TagResource: { KeyId, Tags: [{ TagKey: "a", TagValue: "b" }] },
    UntagResource: { KeyId, TagKeys: ["a"] },
    UpdateAlias: { AliasName, TargetKeyId },
    UpdateKeyDescription: { KeyId, Description: "x" },
    UpdatePrimaryRegion: { KeyId, PrimaryRegion: "eu-west-1" },
    Verify: { ...signing, Signature: Plaintext },
    VerifyMac: { ...mac, Mac: Plaintext },
  };
  return new Proxy<Readonly<Record<string, readonly [string, JsonObject]>>>(
    { ReEncryptFrom: reEncrypt, ReEncryptTo: reEncrypt },
    {
      get: (own, name: string) => own[name] ?? [name, more[name] ?? { KeyId }],
    },
  );
}

const statement = (
  Effect: "Allow" | "Deny",
  AWS: string | readonly string[],
  Action: readonly string[] = ["kms:*"],
) => ({
  Effect,
  Principal: { AWS },
  Action,
  Resource: "*",
});
const policy = (Statement: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const identity = (Effect: "Allow" | "Deny", Action: readonly string[]): string =>
  policy([{ Effect, Action, Resource: "*" }]);

async function sealed({ call, orders }: TestEngine): Promise<string> {
  return (await call("Encrypt", { KeyId: orders, Plaintext: b64("x") })).body["CiphertextBlob"] as unknown as string;
}

async function save({ call, orders, engine }: TestEngine, { keyPolicy, acts = [] }: AccessDraft): Promise<void> {
  if (keyPolicy !== undefined) await call("PutKeyPolicy", { KeyId: orders, Policy: keyPolicy });
  for (const act of acts) await engine.glass.changeWorld(act);
}
