import { expect, test } from "vitest";
import { consoleStatements, withConsoleStatements } from "./console-policy.ts";
import { pretty, withNamedStatement, withoutStatements, withStatement } from "./policy-draft.ts";

const APP = "arn:aws:iam::111122223333:role/App";
const allow = { Sid: "Use", Effect: "Allow", Principal: { AWS: APP }, Action: "kms:Decrypt", Resource: "*" } as const;
const one = '{"Version":"2012-10-17","Statement":{"Sid":"First","Effect":"Allow"}}';
const sids = (text: string | null) =>
  (JSON.parse(text ?? "null") as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);

test("a statement is added after the others, a lone one becoming a list", () => {
  expect(sids(withStatement(one, allow))).toEqual(["First", "Use"]);
  expect(withStatement("{ not json", allow)).toBeNull();
});

test("a statement of the same name is replaced", () => {
  const twice = withNamedStatement(withStatement(one, allow) ?? "", { ...allow, Action: "kms:Encrypt" });
  expect(sids(twice)).toEqual(["First", "Use"]);
  expect(twice).toContain("kms:Encrypt");
});

test("statements are taken out by their places; without any there is no policy", () => {
  expect(sids(withoutStatements(withStatement(one, allow) ?? "", [0]))).toEqual(["Use"]);
  expect(withoutStatements(one, [0])).toBeNull();
});

test("a text that is no JSON is shown as it is", () => {
  expect(pretty("{ oh")).toBe("{ oh");
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
});

const symmetric = { usage: "ENCRYPT_DECRYPT", spec: "SYMMETRIC_DEFAULT", origin: "AWS_KMS", multiRegion: false };
const choice = { administrators: ["arn:aws:iam::111122223333:role/Admin"], users: [APP], deletion: true };

test("1.4 console policy: the default policy becomes key-consolepolicy-3, the delegation before the console's statements", () => {
  const delegation = { Sid: "Enable IAM User Permissions", Effect: "Allow", Action: "kms:*", Resource: "*" };
  const text = JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [delegation] });
  const made = withConsoleStatements(text, choice, symmetric);
  expect(JSON.parse(made ?? "")).toMatchObject({ Version: "2012-10-17", Id: "key-consolepolicy-3" });
  expect(sids(made)).toEqual([
    "Enable IAM User Permissions",
    "Allow access for Key Administrators",
    "Allow use of the key",
    "Allow attachment of persistent resources",
  ]);
  expect(withConsoleStatements(text.replace("key-default-1", "mine"), choice, symmetric)).toContain('"Id": "mine"');
});

test("1.4 console other accounts: they stand as their root among the users, and not among the administrators", () => {
  const users = [APP, "arn:aws:iam::444455556666:root"];
  const principals = consoleStatements({ ...choice, users }, symmetric).map(({ Principal }) => Principal);
  expect(principals).toEqual([{ AWS: choice.administrators[0] }, { AWS: users }, { AWS: users }]);
});

test("1.4 console administrators and 1.4 console grants: the statements for a symmetric key", () => {
  const [admin, use, grants] = consoleStatements(choice, symmetric);
  expect(admin?.Action).toEqual([
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
    "kms:RotateKeyOnDemand",
  ]);
  expect(use?.Action).toEqual([
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:DescribeKey",
  ]);
  expect(grants?.Action).toEqual(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]);
  expect(grants?.Condition).toEqual({ Bool: { "kms:GrantIsForAWSResource": "true" } });
});

test.each([
  ["HMAC", { usage: "GENERATE_VERIFY_MAC" }, ["kms:DescribeKey", "kms:GenerateMac", "kms:VerifyMac"]],
  ["sign", { usage: "SIGN_VERIFY" }, ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign", "kms:Verify"]],
  [
    "asymmetric encrypt",
    { spec: "RSA_2048" },
    ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GetPublicKey"],
  ],
  ["key agreement", { usage: "KEY_AGREEMENT" }, ["kms:DescribeKey", "kms:GetPublicKey", "kms:DeriveSharedSecret"]],
] as const)("1.4 console users: what they may do with a key for %s", (_, kind, actions) => {
  expect(consoleStatements(choice, { ...symmetric, ...kind })[1]?.Action).toEqual(actions);
});

test("1.4 console administrators: imported and multi-Region keys give them more, and without deletion they get less", () => {
  const [admin] = consoleStatements(
    { ...choice, deletion: false },
    { ...symmetric, origin: "EXTERNAL", multiRegion: true },
  );
  expect(admin?.Action).toEqual(
    expect.arrayContaining(["kms:ImportKeyMaterial", "kms:ReplicateKey", "kms:UpdatePrimaryRegion"]),
  );
  expect(admin?.Action).not.toContain("kms:ScheduleKeyDeletion");
});

test("chosen again, the console's statements are replaced, not doubled", () => {
  const text = withConsoleStatements(withConsoleStatements(one, choice, symmetric) ?? "", choice, symmetric);
  expect(sids(text)).toEqual([
    "First",
    "Allow access for Key Administrators",
    "Allow use of the key",
    "Allow attachment of persistent resources",
  ]);
});
