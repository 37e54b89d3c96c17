/** Condition keys that tell what the key is, or will be, and of its tags (authorization.md 1.9): allowed by the value alone, and by no other. */
import { beforeAll, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { absent, bool, equals, listed, titled, tryRow, type ConditionRow } from "../../testing/condition-rows.ts";
import { createTestEngine } from "../../testing/engine.ts";
import { BLUE, CLERK, createTrial, may, to, textOf, type Trial } from "../../testing/trial.ts";

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial();
});

const keyOf = (operation: string): JsonObject => ({ KeyId: trial.furnished.right(operation)[0]!["KeyId"]! });

const ROWS: readonly ConditionRow[] = [
  {
    id: "1.9 kms:KeySpec",
    says: "of the key",
    operation: "DescribeKey",
    with: () => keyOf("GenerateMac"),
    ...equals("kms:KeySpec", "HMAC_256", "SYMMETRIC_DEFAULT"),
  },
  {
    id: "1.9 kms:KeySpec",
    says: "by its older name",
    operation: "DescribeKey",
    ...equals("kms:CustomerMasterKeySpec", "SYMMETRIC_DEFAULT", "HMAC_256"),
  },
  {
    id: "1.9 kms:KeySpec and 1.9 new keys and 1.9 defaults",
    says: "of the key to be made",
    operation: "CreateKey",
    ...equals("kms:KeySpec", "SYMMETRIC_DEFAULT", "RSA_2048"),
  },
  {
    id: "1.9 kms:KeySpec and 1.9 new keys",
    says: "not with ListKeys",
    operation: "ListKeys",
    ...absent("kms:KeySpec"),
  },
  {
    id: "1.9 kms:KeyUsage",
    says: "of the key",
    operation: "DescribeKey",
    with: () => keyOf("Sign"),
    ...equals("kms:KeyUsage", "SIGN_VERIFY", "ENCRYPT_DECRYPT"),
  },
  {
    id: "1.9 kms:KeyUsage",
    says: "by its older name",
    operation: "DescribeKey",
    ...equals("kms:CustomerMasterKeyUsage", "ENCRYPT_DECRYPT", "SIGN_VERIFY"),
  },
  {
    id: "1.9 kms:KeyUsage and 1.9 new keys",
    says: "of the key to be made",
    operation: "CreateKey",
    with: { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" },
    ...equals("kms:KeyUsage", "KEY_AGREEMENT", "SIGN_VERIFY"),
  },
  {
    id: "1.9 kms:KeyOrigin",
    says: "EXTERNAL",
    operation: "DescribeKey",
    with: () => keyOf("ImportKeyMaterial"),
    ...equals("kms:KeyOrigin", "EXTERNAL", "AWS_KMS"),
  },
  {
    id: "1.9 kms:KeyOrigin and 1.9 defaults",
    says: "AWS_KMS of a key to be made, when nothing is asked",
    operation: "CreateKey",
    ...equals("kms:KeyOrigin", "AWS_KMS", "EXTERNAL"),
  },
  { id: "1.9 kms:MultiRegion", says: "false", operation: "DescribeKey", ...bool("kms:MultiRegion", false) },
  {
    id: "1.9 kms:MultiRegion",
    says: "true of a key to be made",
    operation: "CreateKey",
    with: { MultiRegion: true },
    ...bool("kms:MultiRegion", true),
  },
  {
    id: "1.9 kms:MultiRegionKeyType",
    says: "PRIMARY",
    operation: "DescribeKey",
    with: () => keyOf("ReplicateKey"),
    ...equals("kms:MultiRegionKeyType", "PRIMARY", "REPLICA"),
  },
  {
    id: "1.9 kms:MultiRegionKeyType",
    says: "absent of a single-Region key",
    operation: "DescribeKey",
    ...absent("kms:MultiRegionKeyType"),
  },
  {
    id: "1.9 kms:ResourceAliases",
    says: "every alias of the key, however it is named",
    operation: "DescribeKey",
    with: () => keyOf("GenerateDataKey"),
    ...listed("kms:ResourceAliases", "alias/orders", "alias/other"),
    only: "IAM",
  },
  {
    id: "1.9 kms:ResourceAliases",
    says: "none is absent",
    operation: "DescribeKey",
    with: () => keyOf("GenerateMac"),
    ...absent("kms:ResourceAliases"),
  },
  {
    id: "1.9 kms:RequestAlias",
    says: "the alias by which the key is named",
    operation: "DescribeKey",
    with: { KeyId: "alias/orders" },
    ...equals("kms:RequestAlias", "alias/orders", "alias/other"),
  },
  {
    id: "1.9 kms:RequestAlias",
    says: "its name, of an alias ARN too",
    operation: "DescribeKey",
    with: { KeyId: `arn:aws:kms:us-east-1:${BLUE}:alias/orders` },
    ...equals("kms:RequestAlias", "alias/orders", `arn:aws:kms:us-east-1:${BLUE}:alias/orders`),
  },
  {
    id: "1.9 kms:RequestAlias",
    says: "absent for a key ARN",
    operation: "DescribeKey",
    with: () => keyOf("Encrypt"),
    ...absent("kms:RequestAlias"),
  },
  {
    id: "1.9 kms:RequestAlias",
    says: "absent for Decrypt without KeyId",
    operation: "Decrypt",
    ...absent("kms:RequestAlias"),
  },
  {
    id: "1.9 aws:RequestTag/K",
    says: "of TagResource",
    operation: "TagResource",
    ...equals("aws:RequestTag/Area", "51", "52"),
  },
  {
    id: "1.9 aws:RequestTag/K",
    says: "of CreateKey",
    operation: "CreateKey",
    with: { Tags: [{ TagKey: "Area", TagValue: "51" }] },
    ...equals("aws:RequestTag/Area", "51", "52"),
  },
  {
    id: "1.9 aws:RequestTag/K",
    says: "not of UntagResource",
    operation: "UntagResource",
    ...absent("aws:RequestTag/Team"),
  },
  {
    id: "1.9 aws:TagKeys",
    says: "of TagResource",
    operation: "TagResource",
    ...listed("aws:TagKeys", "Area", "Team"),
  },
  {
    id: "1.9 aws:TagKeys",
    says: "of UntagResource",
    operation: "UntagResource",
    ...listed("aws:TagKeys", "Team", "Area"),
  },
  {
    id: "1.9 aws:ResourceTag/K",
    says: "the key's",
    operation: "UntagResource",
    ...equals("aws:ResourceTag/Team", "Blue", "Green"),
  },
  {
    id: "1.9 aws:ResourceTag/K and 1.9 new keys",
    says: "of a key to be made, those that it will have",
    operation: "CreateKey",
    with: { Tags: [{ TagKey: "Area", TagValue: "51" }] },
    ...equals("aws:ResourceTag/Area", "51", "52"),
  },
];

test.each(titled(ROWS))("%s", async (_, row) => {
  expect(await tryRow(trial, row)).toEqual([]);
});

test.each(["AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])(
  "1.9 kms:KeyOrigin: %s of a key in a custom key store",
  async (origin) => {
    const { items } = await trial.engine.glass.keys({}, null, 100);
    const inStore = items.find((key) => key.origin === origin)!.arn;
    const row = { operation: "DescribeKey", with: { KeyId: inStore } };
    expect(await tryRow(trial, { ...row, ...equals("kms:KeyOrigin", origin, "AWS_KMS") })).toEqual([]);
  },
);

test("1.9 kms:MultiRegionKeyType: REPLICA", async () => {
  const primary = textOf(keyOf("ReplicateKey"), "KeyId");
  const replica = primary.replace("us-east-1", "eu-west-1");
  await trial.iam(CLERK);
  const may = async (kind: string) => {
    const Condition = { StringEquals: { "kms:MultiRegionKeyType": kind } };
    const asked = trial.as(CLERK, ["DescribeKey", { KeyId: replica }, { region: "eu-west-1" }]);
    return (await trial.tried(new Map([[replica, [to(CLERK, "kms:*", { Condition })]]]), [asked]))[0];
  };
  expect(await may("REPLICA")).toBe("allowed");
  expect(await may("PRIMARY")).toMatch(/^kms:DescribeKey /);
});

test("1.9 aws:ResourceTag/K: an alias has none, though its key has some", async () => {
  const key = textOf(keyOf("UntagResource"), "KeyId");
  const Condition = { StringEquals: { "aws:ResourceTag/Team": "Blue" } };
  const make = async (condition: JsonObject) => {
    await trial.iam(CLERK, [may("kms:CreateAlias", { Resource: "arn:aws:kms:*:*:alias/*", ...condition })]);
    const asked = trial.as(CLERK, ["CreateAlias", { AliasName: "alias/tagged", TargetKeyId: key }]);
    return (await trial.tried(new Map([[key, [to(CLERK, "kms:*", { Condition })]]]), [asked]))[0];
  };
  expect(await make({})).toBe("allowed");
  expect(await make({ Condition })).toMatch(/alias\/tagged because no identity-based policy/);
});

test("1.9 ABAC: the key's tag is the principal's", async () => {
  const { call, engine, orders } = await createTestEngine();
  const { changeWorld } = engine.glass;
  await changeWorld({ act: "CreateRole", account: BLUE, name: "Clerk" });
  const Condition = { StringEquals: { "aws:ResourceTag/Project": "${aws:PrincipalTag/Project}" } };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [may("kms:DescribeKey", { Condition })] });
  await changeWorld({ act: "PutInlinePolicy", arn: CLERK, name: "abac", text });
  const describe = async () => (await call("DescribeKey", { KeyId: orders }, { as: CLERK })).status;
  expect(await describe()).toBe(400);
  await call("TagResource", { KeyId: orders, Tags: [{ TagKey: "Project", TagValue: "Alpha" }] });
  expect(await describe()).toBe(400);
  await changeWorld({ act: "TagPrincipal", arn: CLERK, tags: [{ TagKey: "Project", TagValue: "Beta" }] });
  expect(await describe()).toBe(400);
  await changeWorld({ act: "TagPrincipal", arn: CLERK, tags: [{ TagKey: "Project", TagValue: "Alpha" }] });
  expect(await describe()).toBe(200);
});
