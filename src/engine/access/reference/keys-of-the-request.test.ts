/** Condition keys that tell what a request asks for (authorization.md 1.9): allowed by the value alone, and by no other. */
import { beforeAll, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { absent, equals, listed, numeric, titled, tryRow, type ConditionRow } from "../../testing/condition-rows.ts";
import { b64, createTestEngine, NOON } from "../../testing/engine.ts";
import { BLUE, CLERK, createTrial, GREEN, may, text, textOf, type Trial } from "../../testing/trial.ts";

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial();
});

const VIA = "s3.us-east-1.amazonaws.com";
const IT = { EncryptionContext: { Dept: "IT" } };
const CONTEXT = "kms:EncryptionContext:Dept";
const expiring: JsonObject = { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: NOON / 1000 + 86_400 };
const plainKey = (): string => textOf(trial.furnished.right("EnableKeyRotation")[0], "KeyId");

const ROWS: readonly ConditionRow[] = [
  {
    id: "1.9 kms:CallerAccount",
    says: "the caller's",
    operation: "Encrypt",
    ...equals("kms:CallerAccount", BLUE, GREEN),
  },
  {
    id: "1.9 kms:CallerAccount",
    says: "with key stores too",
    operation: "DescribeCustomKeyStores",
    ...equals("kms:CallerAccount", BLUE, GREEN),
  },
  { id: "1.9 kms:ViaService", says: "absent on a direct call", operation: "Encrypt", ...absent("kms:ViaService") },
  {
    id: "1.9 kms:ViaService",
    says: "on a direct call StringNotEquals matches",
    operation: "Encrypt",
    holds: { StringNotEquals: { "kms:ViaService": VIA } },
    fails: { StringEquals: { "kms:ViaService": VIA } },
  },
  {
    id: "1.9 kms:EncryptionContext:K",
    says: "the pair's value",
    operation: "Encrypt",
    with: IT,
    ...equals(CONTEXT, "IT", "it"),
  },
  {
    id: "1.9 kms:EncryptionContext:K and 1.9 case",
    says: "whatever the case of its name",
    operation: "Encrypt",
    with: IT,
    ...equals("KMS:encryptioncontext:dept", "IT", "it"),
  },
  {
    id: "1.9 kms:EncryptionContext:K",
    says: "absent without the pair",
    operation: "Encrypt",
    with: { EncryptionContext: { Area: "IT" } },
    ...absent(CONTEXT),
  },
  {
    id: "1.9 kms:EncryptionContext:K",
    says: "of CreateGrant the constraint's",
    operation: "CreateGrant",
    with: { Constraints: { EncryptionContextSubset: { Dept: "IT" } }, Operations: ["Decrypt"] },
    ...equals(CONTEXT, "IT", "HR"),
  },
  { id: "1.9 kms:EncryptionContext:K", says: "never with an HMAC key", operation: "GenerateMac", ...absent(CONTEXT) },
  { id: "1.9 kms:EncryptionContext:K", says: "never with an asymmetric key", operation: "Sign", ...absent(CONTEXT) },
  {
    id: "1.9 kms:EncryptionContextKeys and 1.9 case",
    says: "pins the case of a name",
    operation: "Encrypt",
    with: IT,
    ...listed("kms:EncryptionContextKeys", "Dept", "dept"),
  },
  {
    id: "1.9 kms:EncryptionContextKeys",
    says: "none is absent: ForAllValues holds, ForAnyValue does not",
    operation: "Encrypt",
    holds: { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": "Dept" } },
    fails: { "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "Dept" } },
  },
  {
    id: "1.9 kms:EncryptionAlgorithm and 1.9 defaults",
    says: "SYMMETRIC_DEFAULT when nothing is asked",
    operation: "Encrypt",
    ...equals("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_256"),
  },
  {
    id: "1.9 kms:EncryptionAlgorithm",
    says: "always SYMMETRIC_DEFAULT of data keys",
    operation: "GenerateDataKey",
    ...equals("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_256"),
  },
  {
    id: "1.9 kms:SigningAlgorithm",
    says: "as asked",
    operation: "Sign",
    ...equals("kms:SigningAlgorithm", "ECDSA_SHA_256", "ECDSA_SHA_384"),
  },
  {
    id: "1.9 kms:MessageType and 1.9 defaults",
    says: "RAW when nothing is asked",
    operation: "Sign",
    ...equals("kms:MessageType", "RAW", "DIGEST"),
  },
  {
    id: "1.9 kms:MessageType",
    says: "as asked",
    operation: "Sign",
    with: { MessageType: "DIGEST", Message: b64("d".repeat(32)) },
    ...equals("kms:MessageType", "DIGEST", "RAW"),
  },
  {
    id: "1.9 kms:MacAlgorithm",
    says: "as asked",
    operation: "GenerateMac",
    ...equals("kms:MacAlgorithm", "HMAC_SHA_256", "HMAC_SHA_512"),
  },
  {
    id: "1.9 kms:KeyAgreementAlgorithm",
    says: "ECDH",
    operation: "DeriveSharedSecret",
    ...equals("kms:KeyAgreementAlgorithm", "ECDH", "X25519"),
  },
  {
    id: "1.9 kms:DataKeyPairSpec",
    says: "as asked",
    operation: "GenerateDataKeyPair",
    ...equals("kms:DataKeyPairSpec", "ECC_NIST_P256", "ECC_NIST_P384"),
  },
  {
    id: "1.9 kms:WrappingAlgorithm",
    says: "as asked",
    operation: "GetParametersForImport",
    ...equals("kms:WrappingAlgorithm", "RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"),
  },
  {
    id: "1.9 kms:WrappingKeySpec",
    says: "as asked",
    operation: "GetParametersForImport",
    ...equals("kms:WrappingKeySpec", "RSA_2048", "RSA_4096"),
  },
  {
    id: "1.9 kms:ExpirationModel",
    says: "as asked",
    operation: "ImportKeyMaterial",
    ...equals("kms:ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE", "KEY_MATERIAL_EXPIRES"),
  },
  {
    id: "1.9 kms:ExpirationModel and 1.9 defaults",
    says: "KEY_MATERIAL_EXPIRES when nothing is asked",
    operation: "ImportKeyMaterial",
    with: { ...expiring, ExpirationModel: null },
    ...equals("kms:ExpirationModel", "KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"),
  },
  {
    id: "1.9 kms:ValidTo",
    says: "with Date operators",
    operation: "ImportKeyMaterial",
    with: expiring,
    holds: { DateLessThan: { "kms:ValidTo": "2026-11-25T00:00:00Z" } },
    fails: { DateLessThan: { "kms:ValidTo": "2026-11-24T00:00:00Z" } },
  },
  {
    id: "1.9 kms:ValidTo",
    says: "with Numeric operators, as in AWS's example",
    operation: "ImportKeyMaterial",
    with: expiring,
    holds: { NumericLessThanEquals: { "kms:ValidTo": `${NOON / 1000 + 86_400}.0` } },
    fails: { NumericLessThan: { "kms:ValidTo": `${NOON / 1000 + 86_400}.0` } },
  },
  {
    id: "1.9 kms:ValidTo",
    says: "absent when the material does not expire",
    operation: "ImportKeyMaterial",
    ...absent("kms:ValidTo"),
  },
  {
    id: "1.9 kms:PrimaryRegion",
    says: "as asked",
    operation: "UpdatePrimaryRegion",
    ...equals("kms:PrimaryRegion", "eu-west-1", "us-east-1"),
  },
  {
    id: "1.9 kms:RotationPeriodInDays",
    says: "as asked",
    operation: "EnableKeyRotation",
    with: { RotationPeriodInDays: 90 },
    ...numeric("kms:RotationPeriodInDays", 90),
  },
  {
    id: "1.9 kms:RotationPeriodInDays and 1.9 defaults",
    says: "365 when nothing is asked",
    operation: "EnableKeyRotation",
    ...numeric("kms:RotationPeriodInDays", 365),
  },
  {
    id: "1.9 kms:ScheduleKeyDeletionPendingWindowInDays",
    says: "as asked",
    operation: "ScheduleKeyDeletion",
    with: { PendingWindowInDays: 7 },
    ...numeric("kms:ScheduleKeyDeletionPendingWindowInDays", 7),
  },
  {
    id: "1.9 kms:ScheduleKeyDeletionPendingWindowInDays and 1.9 defaults",
    says: "30 when nothing is asked",
    operation: "ScheduleKeyDeletion",
    ...numeric("kms:ScheduleKeyDeletionPendingWindowInDays", 30),
  },
];

test.each(titled(ROWS))("%s", async (_, row) => {
  expect(await tryRow(trial, row)).toEqual([]);
});

test("1.9 kms:RotationPeriodInDays: 365 when nothing is asked, though the key rotates every 90 days now", async () => {
  const rows = absent("kms:RotationPeriodInDays");
  const before = [["EnableKeyRotation", { KeyId: plainKey(), RotationPeriodInDays: 90 }]] as const;
  const row = { operation: "EnableKeyRotation", before };
  expect(await tryRow(trial, { ...row, ...numeric("kms:RotationPeriodInDays", 365) })).toEqual([]);
  expect(await tryRow(trial, { ...row, holds: rows.fails, fails: rows.holds })).toEqual([]);
});

test("1.9 kms:ReplicaRegion: of kms:ReplicateKey, as asked; kms:CreateKey there does not have it", async () => {
  expect(
    await tryRow(trial, {
      operation: "ReplicateKey",
      ...equals("kms:ReplicaRegion", "ap-southeast-2", "eu-west-1"),
      only: "key policy",
    }),
  ).toEqual([]);
});

test("1.9 kms:TrailingDaysWithoutKeyUsage: days since the last cryptographic use", async () => {
  const { call, engine, orders } = await createTestEngine();
  await engine.glass.changeWorld({ act: "CreateRole", account: BLUE, name: "Clerk" });
  await engine.glass.setClock({ advance: 5 * 86_400_000 });
  await call("Encrypt", { KeyId: orders, Plaintext: b64("x") });
  await engine.glass.setClock({ advance: 12 * 86_400_000 + 3_600_000 });
  const disable = async (operation: string, days: string) => {
    const Condition = { NumericEquals: { "kms:TrailingDaysWithoutKeyUsage": days } };
    await engine.glass.changeWorld({
      act: "PutInlinePolicy",
      arn: CLERK,
      name: "trial",
      text: text([may("kms:*", { Condition })]),
    });
    const call = { principal: CLERK, region: "us-east-1", operation, input: { KeyId: orders } };
    return (await engine.glass.probe([call]))[0]?.status;
  };
  for (const operation of ["DisableKey", "ScheduleKeyDeletion"])
    expect([await disable(operation, "12"), await disable(operation, "17")]).toEqual([200, 400]);
  expect(await disable("EnableKey", "12")).toBe(400);
});
