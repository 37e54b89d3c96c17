import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT } from "../testing/engine.ts";

const document = (...statements: JsonObject[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (principal: string, action = "kms:*"): JsonObject => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: action,
  Resource: "*",
});

type Refusal = [what: string, input: JsonObject, error: string, message: string | null];

describe("PutKeyPolicy and GetKeyPolicy", () => {
  test("the text comes back as it was put", async () => {
    const { call, orders } = await createTestEngine();
    const Policy = JSON.stringify({ Statement: [allow(ADMIN)], Version: "2012-10-17" }, null, 3);
    expect((await call("PutKeyPolicy", { KeyId: orders, PolicyName: "default", Policy })).body).toEqual({});
    expect((await call("GetKeyPolicy", { KeyId: orders })).body).toEqual({ Policy, PolicyName: "default" });
  });

  test("a new policy decides the very next call", async () => {
    const { call, orders } = await createTestEngine();
    const encrypt = () => call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") }, { as: REPORT });
    expect((await encrypt()).error).toBe("AccessDeniedException");
    await call("PutKeyPolicy", { KeyId: orders, Policy: document(allow(ADMIN), allow(REPORT, "kms:Encrypt")) });
    expect((await encrypt()).error).toBeNull();
  });

  test("refuses a policy under which its caller could not put another one", async () => {
    const { call, orders, snapshot, trace } = await createTestEngine();
    const before = await snapshot();
    const locked = { KeyId: orders, Policy: document(allow(APP)) };
    const answer = await call("PutKeyPolicy", locked);
    expect([answer.error, answer.message]).toEqual([
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    ]);
    expect((await trace(answer)).checks.at(-1)).toMatchObject({
      expected: "the caller may still change the key policy",
      ok: false,
    });
    expect(await snapshot()).toBe(before);
    expect((await call("PutKeyPolicy", { ...locked, BypassPolicyLockoutSafetyCheck: true })).error).toBeNull();
    expect((await call("GetKeyPolicy", { KeyId: orders })).message).toMatch(
      /because no resource-based policy allows the kms:GetKeyPolicy action$/,
    );
  });

  test.each<Refusal>([
    [
      "another name",
      { Policy: document(allow(ADMIN)), PolicyName: "other" },
      "UnsupportedOperationException",
      "Only default policy is supported",
    ],
    [
      "a text that is no policy",
      { Policy: "allow all" },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    [
      "a policy without a statement",
      { Policy: document() },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    [
      "a principal that is not there",
      { Policy: document(allow("arn:aws:iam::111122223333:role/Ghost")) },
      "MalformedPolicyDocumentException",
      "Policy contains a statement with one or more invalid principals.",
    ],
    ...Object.entries({
      "a group": "arn:aws:iam::111122223333:group/All",
      "part of a name": "arn:aws:iam::111122223333:user/*",
      "the bare id of a principal": "AIDAZOE",
    }).map(([what, name]): Refusal => [
      `${what} as principal`,
      { Policy: document(allow(name)) },
      "MalformedPolicyDocumentException",
      "Policy contains a statement with one or more invalid principals.",
    ]),
    [
      "an ARN that is none of IAM's",
      { Policy: document(allow("arn:aws:s3:::orders")) },
      "MalformedPolicyDocumentException",
      "An ARN in the specified key policy is invalid.",
    ],
    ...Object.entries({
      "an operator that does not exist": { StringMatches: { "kms:ViaService": "s3" } },
      "IfExists on Null": { NullIfExists: { "kms:ViaService": "true" } },
      "a number that is none": { NumericLessThan: { "kms:RotationPeriodInDays": "many" } },
      "a date that is none": { DateLessThan: { "aws:CurrentTime": "soon" } },
      "an address that is none": { IpAddress: { "aws:SourceIp": "10.0.0.0/33" } },
      "an ARN that is none": { ArnLike: { "aws:PrincipalArn": "role/App" } },
      "base64 that is none": { BinaryEquals: { "aws:x": "QQ=" } },
    }).map(([what, Condition]): Refusal => [
      `a condition with ${what}`,
      { Policy: document({ ...allow(ADMIN), Condition }) },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ]),
    ...Object.entries({
      "an element of a statement that there is not": { Resources: "*" },
      "an empty list of actions": { Action: [] },
      "an empty list of resources": { Resource: [] },
      "no principal in its element": { Principal: {} },
      "an empty list of principals": { Principal: { AWS: [] } },
      "a principal of a kind that there is not": { Principal: { Aws: ADMIN } },
      "an empty list of values in a condition": { Condition: { StringEquals: { "kms:ViaService": [] } } },
      "a condition that is a list": { Condition: [] },
      "a number for a Sid": { Sid: 7 },
    }).map(([what, element]): Refusal => [
      `a statement with ${what}`,
      { Policy: document(allow(ADMIN), { ...allow(APP), ...element }) },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ]),
    [
      "an element that no document has",
      { Policy: document(allow(ADMIN)).replace("{", '{"Comment":"mine",') },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    [
      "an identity provider as principal",
      { Policy: document(allow(ADMIN), { ...allow(APP), Principal: { Federated: "cognito-identity.amazonaws.com" } }) },
      "MalformedPolicyDocumentException",
      "Policy contains a statement with one or more invalid principals.",
    ],
    [
      "a name twice in one object",
      { Policy: document(allow(ADMIN)).replace('"Effect":"Allow"', '"Effect":"Allow","Effect":"Deny"') },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    ...["kms:EncryptionContext:Dept", "aws:RequestTag/Dept"].map((key): Refusal => [
      `ForAllValues on ${key}`,
      { Policy: document({ ...allow(ADMIN), Condition: { "ForAllValues:StringEquals": { [key]: "IT" } } }) },
      "MalformedPolicyDocumentException",
      "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified [encryption context or tag] or with an unspecified [encryption context or tag]. To fix, remove ForAllValues.",
    ]),
    ["more than 32,768 bytes", { Policy: document(allow(ADMIN)).padEnd(32_769) }, "LimitExceededException", null],
    [
      "a letter beyond Latin-1",
      { Policy: "€" },
      "ValidationException",
      "1 validation error detected: Value '€' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    ],
    [
      "no policy at all",
      {},
      "ValidationException",
      "1 validation error detected: Value null at 'policy' failed to satisfy constraint: Member must not be null",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call, orders, snapshot } = await createTestEngine();
    const before = await snapshot();
    const answer = await call("PutKeyPolicy", { KeyId: orders, ...input });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    expect(await snapshot()).toBe(before);
  });

  test("1.6 session: takes sessions that were not issued yet, of a role at a path and of a federated user, as grants do", async () => {
    const { call, orders, engine } = await createTestEngine();
    await engine.glass.changeWorld({ act: "CreateRole", account: "111122223333", name: "Deep", path: "/ops/team/" });
    const mayName = async (principal: string): Promise<unknown[]> => [
      (await call("PutKeyPolicy", { KeyId: orders, Policy: document(allow(ADMIN), allow(principal)) })).error,
      (await call("CreateGrant", { KeyId: orders, GranteePrincipal: principal, Operations: ["Encrypt"] })).error,
    ];
    const sts = "arn:aws:sts::111122223333";
    for (const name of ["assumed-role/Deep/s1", "assumed-role/App/s1", "federated-user/Guest"])
      expect(await mayName(`${sts}:${name}`)).toEqual([null, null]);
    for (const name of ["assumed-role/Ghost/s1", "assumed-role/Deep", "assumed-role/ops/team/Deep/s1", "user/Zoe"])
      expect(await mayName(`${sts}:${name}`)).toEqual(["MalformedPolicyDocumentException", "InvalidArnException"]);
  });

  test("1.5 condition: the lockout check asks with all that is true of this very request", async () => {
    const { call, orders } = await createTestEngine();
    const root = "arn:aws:iam::111122223333:root";
    const put = async (condition: JsonObject, more: JsonObject = {}) => {
      const Policy = document({ ...allow(root), Condition: condition });
      return (await call("PutKeyPolicy", { KeyId: orders, Policy, ...more })).error;
    };
    expect(await put({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } })).toBe(
      "MalformedPolicyDocumentException",
    );
    expect(
      await put({ StringEquals: { "kms:CallerAccount": "111122223333", "kms:KeySpec": "SYMMETRIC_DEFAULT" } }),
    ).toBeNull();
    expect(await put({ Null: { "kms:BypassPolicyLockoutSafetyCheck": "true" } })).toBeNull();
    expect(
      await put({ Null: { "kms:BypassPolicyLockoutSafetyCheck": "true" } }, { BypassPolicyLockoutSafetyCheck: true }),
    ).toBe("AccessDeniedException");
  });

  test("1.5 delegation and 1.5 CreateKey only and 1.5 not on the default: root's delegation is enough for whom IAM lets put policies, and CreateKey alone is not", async () => {
    const { call, engine } = await createTestEngine();
    const Policy = document(allow("arn:aws:iam::111122223333:root"));
    const text = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "kms:CreateKey", Resource: "*" }],
    });
    await engine.glass.changeWorld({ act: "PutInlinePolicy", arn: REPORT, name: "make", text });
    expect((await call("CreateKey", { Policy })).error).toBeNull();
    expect((await call("CreateKey", {}, { as: REPORT })).error).toBeNull();
    expect((await call("CreateKey", { Policy }, { as: REPORT })).message).toBe(
      "The new key policy will not allow you to update the key policy in the future.",
    );
  });

  test("there is no policy of another name to get", async () => {
    const { call, orders } = await createTestEngine();
    const { error, message } = await call("GetKeyPolicy", { KeyId: orders, PolicyName: "other" });
    expect([error, message]).toEqual(["NotFoundException", "No such policy exists"]);
    expect((await call("GetKeyPolicy", { KeyId: orders, PolicyName: "a b" })).message).toMatch(/pattern: \[\\w\]\+$/);
  });
});

test("ListKeyPolicies knows one name", async () => {
  const { call, orders } = await createTestEngine();
  expect((await call("ListKeyPolicies", { KeyId: orders })).body).toEqual({
    PolicyNames: ["default"],
    Truncated: false,
  });
  expect((await call("ListKeyPolicies", { KeyId: orders, Limit: 1001 })).error).toBe("ValidationException");
});
