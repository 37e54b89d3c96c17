/** Where every condition key gets its value: authorization.md 1.9 and 1.10, row by row. */
import { describe, expect, test } from "vitest";
import type { KeyRow } from "../../keys/rows.ts";
import { QUOTAS } from "../../quotas.ts";
import { MemoryState } from "../../storage/state.ts";
import type { Tables } from "../../storage/tables.ts";
import { BLUE, federated, grant, itself, KEY, role, root, service, user } from "../../testing/asking.ts";
import { contextOf } from "./context.ts";
import type { Facts, RequestFacts } from "./facts.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;
const app = role(BLUE, "App");

const key = (more: Partial<KeyRow> = {}): KeyRow => ({
  id: "us-east-1/k",
  keyId: "k",
  arn: KEY,
  account: BLUE,
  region: "us-east-1",
  spec: "SYMMETRIC_DEFAULT",
  usage: "ENCRYPT_DECRYPT",
  origin: "AWS_KMS",
  manager: "CUSTOMER",
  multiRegion: null,
  customKeyStoreId: null,
  xksKeyId: null,
  description: "",
  state: "Enabled",
  created: NOW - 3 * DAY,
  deletionDate: null,
  settles: null,
  pendingWindowInDays: null,
  rotation: { enabled: false, periodInDays: 365, next: null },
  currentMaterial: "",
  materialCount: 1,
  onDemandRotations: 0,
  tags: [{ TagKey: "Dept", TagValue: "Finance" }],
  ...more,
});

interface Around {
  readonly caller?: Facts["caller"];
  readonly input?: Readonly<Record<string, unknown>>;
  readonly request?: Partial<RequestFacts>;
  readonly subject?: Partial<NonNullable<Facts["subject"]>> | null;
  readonly grant?: Facts["grant"];
  readonly rows?: Facts["rows"];
}

const noRows = new MemoryState();

function value(
  action: string,
  name: string,
  { caller = app, input = {}, request, subject = {}, ...more }: Around = {},
) {
  const facts: Facts = {
    rows: noRows,
    caller,
    request: {
      input,
      region: "us-east-1",
      now: NOW,
      userAgent: "aws-cli/2",
      network: { sourceIp: "192.0.2.10", endpoint: null },
      viaService: null,
      source: null,
      attested: null,
      ...request,
    },
    subject: subject === null ? null : { key: key(), role: {}, alias: null, onSameKey: false, ...subject },
    grant: null,
    ...more,
  };
  const values = contextOf(`kms:${action}`, facts).get(name.toLowerCase());
  return values?.length === 1 ? values[0] : values;
}

const absent = undefined;
const pairs = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given));

test.each<[key: string, action: string, around: Around, expected: string | readonly string[] | undefined]>([
  ["kms:CallerAccount", "Encrypt", {}, BLUE],
  ["kms:CallerAccount", "ConnectCustomKeyStore", { subject: null }, BLUE],
  ["kms:CallerAccount", "ListKeys", { subject: null }, absent],
  [
    "kms:ViaService",
    "Encrypt",
    { request: { viaService: "s3.us-east-1.amazonaws.com" } },
    "s3.us-east-1.amazonaws.com",
  ],
  ["kms:ViaService", "Encrypt", {}, absent],
  ["kms:ViaService", "CreateCustomKeyStore", { subject: null, request: { viaService: "s3.x" } }, absent],

  ["kms:EncryptionContext:Dept", "Encrypt", { input: { EncryptionContext: pairs({ Dept: "IT" }) } }, "IT"],
  ["kms:EncryptionContext:appname", "Encrypt", { input: { EncryptionContext: pairs({ AppName: "x" }) } }, "x"],
  ["kms:EncryptionContext:aws:s3:arn", "Decrypt", { input: { EncryptionContext: pairs({ "aws:s3:arn": "x" }) } }, "x"],
  ["kms:EncryptionContext:Dept", "Encrypt", {}, absent],
  ["kms:EncryptionContext:Dept", "Sign", { input: { EncryptionContext: pairs({ Dept: "IT" }) } }, absent],
  [
    "kms:EncryptionContext:Dept",
    "ReEncryptFrom",
    {
      input: { SourceEncryptionContext: pairs({ Dept: "IT" }), DestinationEncryptionContext: pairs({ Dept: "HR" }) },
      subject: { role: { context: "SourceEncryptionContext" } },
    },
    "IT",
  ],
  [
    "kms:EncryptionContext:Dept",
    "CreateGrant",
    { input: { Constraints: { EncryptionContextSubset: pairs({ Dept: "IT" }) } } },
    "IT",
  ],
  [
    "kms:EncryptionContext:Dept",
    "RetireGrant",
    { grant: grant(itself(app), { constraints: { equals: [["Dept", "IT"]], subset: null, sourceArn: null } }).grant },
    "IT",
  ],
  ["kms:EncryptionContextKeys", "Encrypt", { input: { EncryptionContext: pairs({ b: "1", a: "2" }) } }, ["b", "a"]],
  ["kms:EncryptionContextKeys", "Encrypt", {}, absent],
  ["kms:EncryptionAlgorithm", "Encrypt", { input: { EncryptionAlgorithm: "RSAES_OAEP_SHA_1" } }, "RSAES_OAEP_SHA_1"],
  ["kms:EncryptionAlgorithm", "GenerateDataKey", {}, "SYMMETRIC_DEFAULT"],
  ["kms:SigningAlgorithm", "Sign", { input: { SigningAlgorithm: "ECDSA_SHA_256" } }, "ECDSA_SHA_256"],
  ["kms:MessageType", "Verify", { input: { MessageType: "RAW" } }, "RAW"],
  ["kms:MacAlgorithm", "VerifyMac", { input: { MacAlgorithm: "HMAC_SHA_256" } }, "HMAC_SHA_256"],
  ["kms:KeyAgreementAlgorithm", "DeriveSharedSecret", { input: { KeyAgreementAlgorithm: "ECDH" } }, "ECDH"],
  ["kms:DataKeyPairSpec", "GenerateDataKeyPair", { input: { KeyPairSpec: "RSA_2048" } }, "RSA_2048"],
  ["kms:WrappingAlgorithm", "GetParametersForImport", { input: { WrappingAlgorithm: "SM2PKE" } }, "SM2PKE"],
  ["kms:WrappingKeySpec", "GetParametersForImport", { input: { WrappingKeySpec: "RSA_2048" } }, "RSA_2048"],
  [
    "kms:ExpirationModel",
    "ImportKeyMaterial",
    { input: { ExpirationModel: "KEY_MATERIAL_EXPIRES" } },
    "KEY_MATERIAL_EXPIRES",
  ],
  ["kms:ValidTo", "ImportKeyMaterial", { input: { ValidTo: 1_546_257_599_000 } }, "1546257599"],
  ["kms:ValidTo", "ImportKeyMaterial", {}, absent],
  ["kms:PrimaryRegion", "UpdatePrimaryRegion", { input: { PrimaryRegion: "eu-west-1" } }, "eu-west-1"],
  ["kms:ReplicaRegion", "ReplicateKey", { input: { ReplicaRegion: "eu-west-1" } }, "eu-west-1"],
  ["kms:RotationPeriodInDays", "EnableKeyRotation", { input: { RotationPeriodInDays: 365 } }, "365"],
  ["kms:ScheduleKeyDeletionPendingWindowInDays", "ScheduleKeyDeletion", { input: { PendingWindowInDays: 30 } }, "30"],
  ["kms:TrailingDaysWithoutKeyUsage", "DisableKey", {}, "3"],
  ["kms:BypassPolicyLockoutSafetyCheck", "PutKeyPolicy", { input: { BypassPolicyLockoutSafetyCheck: true } }, "true"],
  ["kms:BypassPolicyLockoutSafetyCheck", "PutKeyPolicy", {}, absent],

  ["kms:KeySpec", "Encrypt", {}, "SYMMETRIC_DEFAULT"],
  ["kms:CustomerMasterKeySpec", "Encrypt", {}, "SYMMETRIC_DEFAULT"],
  ["kms:KeyUsage", "Encrypt", {}, "ENCRYPT_DECRYPT"],
  ["kms:KeyOrigin", "Encrypt", {}, "AWS_KMS"],
  ["kms:KeySpec", "CreateKey", { subject: null, input: {} }, "SYMMETRIC_DEFAULT"],
  [
    "kms:KeyUsage",
    "CreateKey",
    { subject: null, input: { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" } },
    "GENERATE_VERIFY_MAC",
  ],
  ["kms:KeySpec", "ListKeys", { subject: null }, absent],
  ["kms:MultiRegion", "Encrypt", {}, "false"],
  ["kms:MultiRegionKeyType", "Encrypt", {}, absent],
  [
    "kms:MultiRegionKeyType",
    "Encrypt",
    { subject: { key: key({ multiRegion: { primaryRegion: "us-east-1" } }) } },
    "PRIMARY",
  ],
  [
    "kms:MultiRegionKeyType",
    "Encrypt",
    { subject: { key: key({ multiRegion: { primaryRegion: "eu-west-1" } }) } },
    "REPLICA",
  ],
  ["kms:MultiRegion", "CreateKey", { subject: null, input: { MultiRegion: true } }, "true"],
  ["kms:RequestAlias", "Encrypt", { subject: { alias: "alias/orders" } }, "alias/orders"],
  ["kms:RequestAlias", "Encrypt", {}, absent],
  ["kms:ReEncryptOnSameKey", "ReEncryptTo", { subject: { onSameKey: true } }, "true"],

  ["kms:GrantOperations", "CreateGrant", { input: { Operations: ["Encrypt", "Decrypt"] } }, ["Encrypt", "Decrypt"]],
  [
    "kms:GrantConstraintType",
    "CreateGrant",
    { input: { Constraints: { EncryptionContextEquals: pairs({ a: "1" }) } } },
    "EncryptionContextEquals",
  ],
  [
    "kms:GrantConstraintType",
    "CreateGrant",
    { input: { Constraints: { EncryptionContextSubset: pairs({ a: "1" }) } } },
    "EncryptionContextSubset",
  ],
  ["kms:GrantConstraintType", "CreateGrant", {}, absent],
  ["kms:GranteePrincipal", "CreateGrant", { input: { GranteePrincipal: app.principalArn } }, app.principalArn],
  ["kms:RetiringPrincipal", "CreateGrant", { input: { RetiringPrincipal: app.principalArn } }, app.principalArn],
  ["kms:GranteeServicePrincipal", "CreateGrant", { input: { GranteeServicePrincipal: "a.b.com" } }, "a.b.com"],
  ["kms:RetiringServicePrincipal", "CreateGrant", { input: { RetiringServicePrincipal: "a.b.com" } }, "a.b.com"],
  ["kms:GrantConstraintSourceArn", "CreateGrant", { input: { Constraints: { SourceArn: "arn:x" } } }, "arn:x"],
  ["kms:GrantIsForAWSResource", "CreateGrant", { request: { viaService: "ec2.us-east-1.amazonaws.com" } }, "true"],
  ["kms:GrantIsForAWSResource", "RevokeGrant", {}, absent],

  ["kms:RecipientAttestation:ImageSha384", "Decrypt", { request: { attested: { "0": "AB12" } } }, "ab12"],
  ["kms:RecipientAttestation:PCR3", "Decrypt", { request: { attested: { "3": "ff" } } }, "ff"],
  ["kms:RecipientAttestation:PCR3", "Decrypt", {}, absent],
  ["kms:RecipientAttestation:PCR3", "Encrypt", { request: { attested: { "3": "ff" } } }, absent],

  ["aws:RequestTag/Dept", "TagResource", { input: { Tags: [{ TagKey: "dept", TagValue: "IT" }] } }, "IT"],
  [
    "aws:TagKeys",
    "TagResource",
    {
      input: {
        Tags: [
          { TagKey: "b", TagValue: "" },
          { TagKey: "a", TagValue: "" },
        ],
      },
    },
    ["b", "a"],
  ],
  ["aws:TagKeys", "UntagResource", { input: { TagKeys: ["a", "b"] } }, ["a", "b"]],
  ["aws:RequestTag/a", "UntagResource", { input: { TagKeys: ["a"] } }, absent],
  ["aws:ResourceTag/Dept", "Encrypt", {}, "Finance"],
  ["aws:ResourceTag/Other", "Encrypt", {}, absent],
  ["aws:ResourceTag/Dept", "CreateKey", { subject: null, input: { Tags: [{ TagKey: "Dept", TagValue: "IT" }] } }, "IT"],
])("%s with %s %#", (name, action, around, expected) => {
  expect(value(action, name, around)).toEqual(expected);
});

const endpoint = { id: "vpce-1", vpc: "vpc-1", sourceIp: "10.0.0.4" };

test.each<[key: string, around: Around, expected: string | readonly string[] | undefined]>([
  ["aws:CurrentTime", {}, "2026-11-23T12:00:00.000Z"],
  ["aws:EpochTime", {}, String(NOW / 1000)],
  ["aws:PrincipalAccount", {}, BLUE],
  ["aws:PrincipalArn", {}, app.principalArn],
  ["aws:PrincipalArn", { caller: federated(BLUE, "Guest") }, `arn:aws:sts::${BLUE}:federated-user/Guest`],
  ["aws:PrincipalType", {}, "AssumedRole"],
  ["aws:PrincipalType", { caller: root(BLUE) }, "Account"],
  ["aws:PrincipalType", { caller: user(BLUE, "Zoe") }, "User"],
  ["aws:PrincipalType", { caller: federated(BLUE, "Guest") }, "FederatedUser"],
  ["aws:userid", {}, "AROAAPP:s"],
  ["aws:userid", { caller: user(BLUE, "Zoe") }, "AIDAZOE"],
  ["aws:userid", { caller: root(BLUE) }, BLUE],
  ["aws:userid", { caller: federated(BLUE, "Guest") }, `${BLUE}:Guest`],
  ["aws:username", { caller: user(BLUE, "Zoe") }, "Zoe"],
  ["aws:username", {}, absent],
  ["aws:PrincipalTag/team", { caller: { ...app, tags: new Map([["Team", "a"]]) } }, "a"],
  // The session's tag is behind the role's.
  ["aws:PrincipalTag/Team", { caller: { ...app, tags: new Map(Object.entries({ Team: "a", team: "b" })) } }, "b"],
  ["aws:PrincipalOrgID", {}, absent],
  ["aws:PrincipalIsAWSService", {}, "false"],
  ["aws:PrincipalIsAWSService", { caller: service("s3.amazonaws.com") }, "true"],
  ["aws:PrincipalServiceName", { caller: service("s3.amazonaws.com") }, "s3.amazonaws.com"],
  ["aws:PrincipalAccount", { caller: service("s3.amazonaws.com") }, absent],
  ["aws:MultiFactorAuthPresent", {}, "false"],
  ["aws:MultiFactorAuthPresent", { caller: user(BLUE, "Zoe") }, absent],
  ["aws:MultiFactorAuthPresent", { caller: { ...app, session: { name: "s", issued: 0, mfa: true } } }, "true"],
  ["aws:MultiFactorAuthAge", {}, absent],
  ["aws:TokenIssueTime", {}, "1970-01-01T00:00:00.000Z"],
  ["aws:SourceIdentity", {}, absent],
  ["aws:SourceIdentity", { caller: { ...app, session: { name: "s", issued: 0, sourceIdentity: "zoe" } } }, "zoe"],
  ["aws:RequestedRegion", {}, "us-east-1"],
  ["aws:ResourceAccount", {}, BLUE],
  ["aws:SecureTransport", {}, "true"],
  ["aws:UserAgent", {}, "aws-cli/2"],
  ["aws:SourceIp", {}, "192.0.2.10"],
  ["aws:SourceIp", { request: { network: { sourceIp: null, endpoint } } }, absent],
  [
    "aws:SourceIp",
    {
      request: {
        viaService: "s3.us-east-1.amazonaws.com",
        network: { sourceIp: "203.0.113.254", endpoint: null },
      },
    },
    "203.0.113.254",
  ],
  ["aws:SourceVpce", { request: { network: { sourceIp: null, endpoint } } }, "vpce-1"],
  ["aws:SourceVpc", { request: { network: { sourceIp: null, endpoint } } }, "vpc-1"],
  ["aws:VpcSourceIp", { request: { network: { sourceIp: null, endpoint } } }, "10.0.0.4"],
  ["aws:SourceVpce", {}, absent],
  ["aws:SourceArn", { request: { source: { arn: "arn:x", account: BLUE } } }, "arn:x"],
  ["aws:SourceAccount", { request: { source: { arn: "arn:x", account: BLUE } } }, BLUE],
  ["aws:ViaAWSService", {}, "false"],
  ["aws:CalledVia", { request: { viaService: "s3.us-east-1.amazonaws.com" } }, "s3.amazonaws.com"],
  ["aws:CalledViaLast", {}, absent],
  ["aws:NoSuchKey", {}, absent],
  ["kms:NoSuchKey", {}, absent],
])("%s %#", (name, around, expected) => {
  expect(value("Encrypt", name, around)).toEqual(expected);
});

describe("what is in the world", () => {
  test("the organization, by the account of the caller and of the key", () => {
    const rows = new MemoryState();
    const put = <T extends "organizations" | "accounts" | "units">(table: T, after: Tables[T]) =>
      rows.apply([{ table, key: after.id, before: null, after }]);
    put("organizations", { id: "organization", organizationId: "o-1", management: "1", root: "r-1", enabled: [] });
    put("units", { id: "ou-1", name: "Labs", parent: "r-1" });
    put("accounts", { id: BLUE, name: "Blue", parent: "ou-1" });
    const names = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];
    const expected = ["o-1", "o-1/r-1/ou-1/", "o-1", "o-1/r-1/ou-1/"];
    expect(names.map((name) => value("Encrypt", name, { rows }))).toEqual(expected);
    const outside = names.map((name) => value("Encrypt", name, { rows, caller: role("9", "X") }));
    expect(outside).toEqual([undefined, undefined, "o-1", "o-1/r-1/ou-1/"]);
  });
  test("kms:ResourceAliases: all aliases of the key", () => {
    expect(value("Encrypt", "kms:ResourceAliases", { rows: withAliases(["alias/a", "alias/b"]) })).toEqual([
      "alias/a",
      "alias/b",
    ]);
    expect(value("Encrypt", "kms:ResourceAliases")).toBeUndefined();
  });
  test("1.9 alias quota: of a key with more aliases than the quota, it is as if there were none", () => {
    const names = Array.from({ length: QUOTAS.aliasesPerKey + 1 }, (_, at) => `alias/a-${at}`);
    const aliases = (count: number) =>
      value("Encrypt", "kms:ResourceAliases", { rows: withAliases(names.slice(0, count)) });
    expect(aliases(QUOTAS.aliasesPerKey)).toHaveLength(QUOTAS.aliasesPerKey);
    expect(aliases(QUOTAS.aliasesPerKey + 1)).toBeUndefined();
  });
});

function withAliases(names: readonly string[]): MemoryState {
  const rows = new MemoryState();
  const like = { account: BLUE, region: "us-east-1", arn: "", target: "us-east-1/k", created: 0, updated: 0 };
  rows.apply(
    names.map((name) => ({ table: "aliases", key: name, before: null, after: { ...like, id: name, name } }) as const),
  );
  return rows;
}
