/** What grants may be and who may use them (authorization.md 1.7), by calls. */
import { expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT, ZOE, type TestEngine } from "../../testing/engine.ts";
import { BLUE, BLUE_ROOT, may, text, to } from "../../testing/trial.ts";

const granting = (engine: TestEngine, as?: string) => async (members: JsonObject) => {
  const input = { KeyId: engine.orders, GranteePrincipal: REPORT, Operations: ["Encrypt"], ...members };
  const { error, message, body } = await engine.call("CreateGrant", input, as === undefined ? {} : { as });
  return { error, message, token: body["GrantToken"] as string | undefined, id: body["GrantId"] as string | undefined };
};
const seal = (KeyId: string, more: JsonObject = {}): JsonObject => ({ KeyId, Plaintext: b64("x"), ...more });

const KINDS: readonly (readonly [kind: string, key: JsonObject, operations: readonly string[]])[] = [
  [
    "symmetric",
    {},
    "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext ReEncryptFrom ReEncryptTo".split(
      " ",
    ),
  ],
  [
    "RSA for encryption",
    { KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" },
    "Decrypt Encrypt ReEncryptFrom ReEncryptTo GetPublicKey".split(" "),
  ],
  ["signing", { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }, ["Sign", "Verify", "GetPublicKey"]],
  ["HMAC", { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }, ["GenerateMac", "VerifyMac"]],
  ["key agreement", { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" }, ["DeriveSharedSecret", "GetPublicKey"]],
];
const OF_ALL = ["CreateGrant", "RetireGrant", "DescribeKey"];
const ALL_17 = [...new Set([...KINDS.flatMap(([, , operations]) => operations), ...OF_ALL])];

test("1.7 17 operations: as many, and no others", async () => {
  expect(ALL_17).toHaveLength(17);
  const grant = granting(await createTestEngine());
  for (const name of ["RevokeGrant", "ListGrants", "ReEncrypt", "PutKeyPolicy"])
    expect((await grant({ Operations: [name] })).message).toMatch(/at 'operations'/);
});

test.each(KINDS)("1.7 17 operations: of a key for %s those that suit it", async (_, members, operations) => {
  const engine = await createTestEngine();
  const { body } = await engine.call("CreateKey", members);
  const { Arn: KeyId } = body["KeyMetadata"] as unknown as { Arn: string };
  const grant = granting(engine);
  const taken: string[] = [];
  for (const name of ALL_17) if ((await grant({ KeyId, Operations: [name] })).error === null) taken.push(name);
  expect(new Set(taken)).toEqual(new Set([...operations, ...OF_ALL]));
});

test.each(KINDS)(
  "1.7 symmetric only and 1.7 SourceArn: constraints of a key for %s",
  async (kind, members, [operation]) => {
    const engine = await createTestEngine();
    const { body } = await engine.call("CreateKey", members);
    const { Arn: KeyId } = body["KeyMetadata"] as unknown as { Arn: string };
    const grant = granting(engine);
    const Operations = [operation as string];
    const context = await grant({ KeyId, Operations, Constraints: { EncryptionContextSubset: { Dept: "IT" } } });
    expect(context.error).toBe(kind === "symmetric" ? null : "ValidationException");
    const SourceArn = `arn:aws:logs:us-east-1:${BLUE}:log-group:orders`;
    expect((await grant({ KeyId, Operations, Constraints: { SourceArn } })).error).toBeNull();
  },
);

test("1.7 one grantee and 1.7 SourceArn: a person or a service, and a service with a source and one who may retire", async () => {
  const grant = granting(await createTestEngine());
  const logs = "logs.us-east-1.amazonaws.com";
  const SourceArn = `arn:aws:logs:us-east-1:${BLUE}:log-group:orders`;
  const service = { GranteePrincipal: null, GranteeServicePrincipal: logs };
  const whole = { ...service, Constraints: { SourceArn }, RetiringPrincipal: ADMIN };
  const told = async (members: JsonObject) => (await grant(members)).error;
  expect(await told({ GranteeServicePrincipal: logs, Constraints: { SourceArn }, RetiringPrincipal: ADMIN })).toBe(
    "ValidationException",
  );
  expect(await told({ GranteePrincipal: null })).toBe("ValidationException");
  expect(await told({ ...whole, Constraints: null })).toBe("ValidationException");
  expect(await told({ ...whole, RetiringPrincipal: null })).toBe("ValidationException");
  expect(await told({ ...whole, RetiringServicePrincipal: logs })).toBe("ValidationException");
  expect(await told(whole)).toBeNull();
  expect(await told({ ...whole, RetiringPrincipal: null, RetiringServicePrincipal: logs })).toBeNull();
});

test("1.7 tokens: one is given by CreateGrant, ten are taken with a call, none by RevokeGrant", async () => {
  const engine = await createTestEngine();
  const { call, orders } = engine;
  const grant = granting(engine);
  const { token, id } = await grant({});
  const told = (await call("ListGrants", { KeyId: orders })).body["Grants"] as unknown as JsonObject[];
  expect(told[0]).not.toHaveProperty("GrantToken");
  const use = async (GrantTokens: string[]) =>
    (await call("Encrypt", seal(orders, { GrantTokens }), { as: REPORT })).error;
  expect(await use([])).toBe("AccessDeniedException");
  expect(await use(Array<string>(10).fill(token!))).toBeNull();
  expect(await use(Array<string>(11).fill(token!))).toBe("ValidationException");
  const revoke = { KeyId: orders, GrantId: id!, GrantTokens: [token!] };
  expect((await call("RevokeGrant", revoke, { as: REPORT })).error).toBe("AccessDeniedException");
  expect((await call("RetireGrant", { GrantToken: token! })).error).toBeNull();
});

test("1.7 by policy: whoever holds CreateGrant by a policy gives what it does not have, as far as conditions let it", async () => {
  const engine = await createTestEngine();
  const give = async (Condition: JsonObject, Operations: string[]) => {
    const statement = to(REPORT, "kms:CreateGrant", { Condition });
    const Policy = text([to(ADMIN, "kms:*"), statement]);
    expect((await engine.call("PutKeyPolicy", { KeyId: engine.orders, Policy })).error).toBeNull();
    return (await granting(engine, REPORT)({ GranteePrincipal: ZOE, Operations })).error;
  };
  expect(await give({}, ["Decrypt"])).toBeNull();
  const only = { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt"] } };
  expect([await give(only, ["Encrypt"]), await give(only, ["Encrypt", "Decrypt"])]).toEqual([
    null,
    "AccessDeniedException",
  ]);
});

test("1.7 by grant: what one parent gives, under as strict a constraint, and the refusal names IAM", async () => {
  const engine = await createTestEngine();
  await engine.engine.glass.setGrantDelay(0);
  const Constraints = { EncryptionContextSubset: { Dept: "IT" } };
  await granting(engine)({ Operations: ["CreateGrant", "Encrypt"], Constraints });
  const give = granting(engine, REPORT);
  const child = (members: JsonObject) => give({ GranteePrincipal: ZOE, Operations: ["Encrypt"], ...members });
  expect((await child({ Constraints: { EncryptionContextEquals: { Dept: "IT", Area: "51" } } })).error).toBeNull();
  expect((await child({ Constraints })).error).toBeNull();
  expect((await child({})).message).toMatch(/because no identity-based policy allows the kms:CreateGrant action$/);
  expect((await child({ Constraints, Operations: ["Encrypt", "Decrypt"] })).error).toBe("AccessDeniedException");
});

test("1.7 who may: ListGrants and RevokeGrant are a policy's, however much a grant gives", async () => {
  const engine = await createTestEngine();
  await engine.engine.glass.setGrantDelay(0);
  const { call, orders } = engine;
  const { id } = await granting(engine)({ Operations: ["CreateGrant", "RetireGrant", "DescribeKey", "Encrypt"] });
  const as = { as: REPORT };
  expect((await call("DescribeKey", { KeyId: orders }, as)).error).toBeNull();
  expect((await call("ListGrants", { KeyId: orders }, as)).error).toBe("AccessDeniedException");
  expect((await call("RevokeGrant", { KeyId: orders, GrantId: id! }, as)).error).toBe("AccessDeniedException");
  expect((await call("ListRetirableGrants", { RetiringPrincipal: REPORT }, as)).error).toBe("AccessDeniedException");
  const list = text([may("kms:ListGrants")]);
  await engine.engine.glass.changeWorld({ act: "PutInlinePolicy", arn: REPORT, name: "list", text: list });
  expect((await call("ListGrants", { KeyId: orders }, as)).error).toBeNull();
});

test("1.1 grants allow only: a deny in any policy stands above a grant", async () => {
  const engine = await createTestEngine();
  await engine.engine.glass.setGrantDelay(0);
  const { call, orders } = engine;
  await granting(engine)({});
  const use = async () => (await call("Encrypt", seal(orders), { as: REPORT })).message;
  expect(await use()).toBeNull();
  const deny = {
    ...to("*", "kms:Encrypt", { Condition: { ArnEquals: { "aws:PrincipalArn": REPORT } } }),
    Effect: "Deny",
  };
  await call("PutKeyPolicy", { KeyId: orders, Policy: text([to(BLUE_ROOT, "kms:*"), deny]) });
  expect(await use()).toMatch(/with an explicit deny in a resource-based policy$/);
  expect((await call("Encrypt", seal(orders), { as: APP })).error).toBeNull();
});
