/** Condition keys × operations (authorization.md 1.8): in a request with everything in it, which permissions have the key. */
import { expect, test } from "vitest";
import reference from "../../testing/data/kms-authorization.json" with { type: "json" };
import type { KeyRow } from "../../keys/rows.ts";
import { MemoryState } from "../../storage/state.ts";
import { BLUE, grant, itself, KEY, role } from "../../testing/asking.ts";
import { isMultivalued } from "../conditions/multivalued.ts";
import { contextOf } from "../context/context.ts";
import type { Facts } from "../context/facts.ts";
import { PERMISSIONS } from "../permissions.ts";

/** `operations`: by name, one after another, or `KEY_OPERATIONS` before. */
type Row = [id: string, values: "single" | "multi", operations: string];

const CIPHER =
  "Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo";
const CONTEXT = `CreateGrant ${CIPHER} RetireGrant`;
const ENCLAVE = "Decrypt DeriveSharedSecret GenerateDataKey GenerateDataKeyPair GenerateRandom";
const KEY_OPERATIONS = "every key operation";
const WITH_CREATE = "every key operation + CreateKey";
const STORES =
  "ConnectCustomKeyStore CreateCustomKeyStore DeleteCustomKeyStore DescribeCustomKeyStores DisconnectCustomKeyStore UpdateCustomKeyStore";

/** AWS KMS Developer Guide, "Condition keys" (2026), beside the Service Authorization Reference. */
const TABLE: readonly Row[] = [
  ["1.8 on aws:RequestTag/K", "single", "CreateKey TagResource"],
  ["1.8 on aws:ResourceTag/K", "single", WITH_CREATE],
  ["1.8 on aws:TagKeys", "multi", "CreateKey TagResource UntagResource"],
  ["1.8 on kms:BypassPolicyLockoutSafetyCheck", "single", "CreateKey PutKeyPolicy"],
  ["1.8 on kms:CallerAccount", "single", `${WITH_CREATE} ${STORES}`],
  ["1.8 on kms:CustomerMasterKeySpec", "single", WITH_CREATE],
  ["1.8 on kms:CustomerMasterKeyUsage", "single", WITH_CREATE],
  ["1.8 on kms:DataKeyPairSpec", "single", "GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext"],
  ["1.8 on kms:EncryptionAlgorithm", "single", CIPHER],
  ["1.8 on kms:EncryptionContext:K", "single", CONTEXT],
  ["1.8 on kms:EncryptionContextKeys", "multi", CONTEXT],
  ["1.8 on kms:ExpirationModel", "single", "ImportKeyMaterial"],
  ["1.8 on kms:GrantConstraintSourceArn", "single", "CreateGrant"],
  ["1.8 on kms:GrantConstraintType", "single", "CreateGrant RetireGrant"],
  ["1.8 on kms:GrantIsForAWSResource", "single", "CreateGrant ListGrants RevokeGrant"],
  ["1.8 on kms:GrantOperations", "multi", "CreateGrant"],
  ["1.8 on kms:GranteePrincipal", "single", "CreateGrant"],
  ["1.8 on kms:GranteeServicePrincipal", "single", "CreateGrant"],
  ["1.8 on kms:KeyAgreementAlgorithm", "single", "DeriveSharedSecret"],
  ["1.8 on kms:KeyOrigin", "single", WITH_CREATE],
  ["1.8 on kms:KeySpec", "single", WITH_CREATE],
  ["1.8 on kms:KeyUsage", "single", WITH_CREATE],
  ["1.8 on kms:MacAlgorithm", "single", "GenerateMac VerifyMac"],
  ["1.8 on kms:MessageType", "single", "Sign Verify"],
  ["1.8 on kms:MultiRegion", "single", WITH_CREATE],
  ["1.8 on kms:MultiRegionKeyType", "single", WITH_CREATE],
  ["1.8 on kms:PrimaryRegion", "single", "UpdatePrimaryRegion"],
  ["1.8 on kms:ReEncryptOnSameKey", "single", "ReEncryptFrom ReEncryptTo"],
  ["1.8 on kms:RecipientAttestation:ImageSha384", "single", ENCLAVE],
  ["1.8 on kms:RecipientAttestation:NitroTPMPCR<0-23>", "single", ENCLAVE],
  ["1.8 on kms:RecipientAttestation:PCR<0-31>", "single", ENCLAVE],
  ["1.8 on kms:ReplicaRegion", "single", "ReplicateKey"],
  [
    "1.8 on kms:RequestAlias",
    "single",
    `${CIPHER} DeriveSharedSecret DescribeKey GenerateMac GetPublicKey Sign Verify VerifyMac`,
  ],
  ["1.8 on kms:ResourceAliases", "multi", KEY_OPERATIONS],
  ["1.8 on kms:RetiringPrincipal", "single", "CreateGrant"],
  ["1.8 on kms:RetiringServicePrincipal", "single", "CreateGrant"],
  ["1.8 on kms:RotationPeriodInDays", "single", "EnableKeyRotation"],
  ["1.8 on kms:ScheduleKeyDeletionPendingWindowInDays", "single", "ScheduleKeyDeletion"],
  ["1.8 on kms:SigningAlgorithm", "single", "Sign Verify"],
  ["1.8 on kms:TrailingDaysWithoutKeyUsage", "single", "DisableKey ScheduleKeyDeletion"],
  ["1.8 on kms:ValidTo", "single", "ImportKeyMaterial"],
  ["1.8 on kms:ViaService", "single", WITH_CREATE],
  ["1.8 on kms:WrappingAlgorithm", "single", "GetParametersForImport"],
  ["1.8 on kms:WrappingKeySpec", "single", "GetParametersForImport"],
];

const keyOf = (id: string): string => id.replace(/^1\.8 on /, "");

/** Two permissions are younger than the table: our reading. */
const YOUNGER = new Set(["Decapsulate", "Encapsulate"]);
const ACTIONS = [...PERMISSIONS.keys()].map((action) => action.slice(4)).filter((name) => !YOUNGER.has(name));
const onKeys = (name: string): boolean =>
  /^(?:key|alias and key)$/.test(PERMISSIONS.get(`kms:${name}`)?.resource ?? "");

function named(operations: string): Set<string> {
  const rest = operations.replace(WITH_CREATE, "CreateKey").replace(KEY_OPERATIONS, "");
  const all = operations.startsWith(KEY_OPERATIONS) ? ACTIONS.filter(onKeys) : [];
  return new Set([...all, ...rest.split(" ").filter(Boolean)]);
}

const NOW = Date.UTC(2026, 10, 23, 12);
const app = role(BLUE, "App");
const pairs = new Map([["K", "v"]]);
const constraints = { equals: [["K", "v"] as const], subset: null, sourceArn: null };

const key = {
  id: "us-east-1/k",
  arn: KEY,
  account: BLUE,
  region: "us-east-1",
  spec: "SYMMETRIC_DEFAULT",
  usage: "ENCRYPT_DECRYPT",
  origin: "AWS_KMS",
  multiRegion: { primaryRegion: "us-east-1" },
  created: NOW,
  tags: [{ TagKey: "K", TagValue: "v" }],
} as unknown as KeyRow;

const rows = new MemoryState();
const alias = {
  id: "a",
  account: BLUE,
  region: "us-east-1",
  name: "alias/a",
  arn: "",
  target: key.id,
  created: 0,
  updated: 0,
};
rows.apply([{ table: "aliases", key: "a", before: null, after: alias }]);

/** Members of all requests at once, each with a value. */
const input = {
  ...Object.fromEntries(
    [
      "ExpirationModel GranteePrincipal GranteeServicePrincipal KeyAgreementAlgorithm MacAlgorithm MessageType PrimaryRegion",
      "ReplicaRegion RetiringPrincipal RetiringServicePrincipal SigningAlgorithm WrappingAlgorithm WrappingKeySpec KeyPairSpec",
      "EncryptionAlgorithm",
    ].flatMap((names) => names.split(" ").map((name) => [name, "x"])),
  ),
  KeySpec: "SYMMETRIC_DEFAULT",
  Origin: "AWS_KMS",
  MultiRegion: true,
  Tags: [{ TagKey: "K", TagValue: "v" }],
  TagKeys: ["K"],
  EncryptionContext: pairs,
  Constraints: { EncryptionContextEquals: pairs, SourceArn: "arn:x" },
  Operations: ["Decrypt"],
  BypassPolicyLockoutSafetyCheck: true,
  PendingWindowInDays: 7,
  RotationPeriodInDays: 365,
  ValidTo: NOW,
};

function everything(name: string): Facts {
  return {
    rows,
    caller: app,
    request: {
      input,
      region: "us-east-1",
      now: NOW,
      userAgent: "aws-cli/2",
      network: { sourceIp: "192.0.2.10", endpoint: null },
      viaService: "s3.us-east-1.amazonaws.com",
      source: null,
      attested: { "0": "ab" },
    },
    subject: onKeys(name) ? { key, role: {}, alias: "alias/a", onSameKey: false } : null,
    grant: name === "RetireGrant" ? grant(itself(app), { constraints }).grant : null,
  };
}

test.each(TABLE)("%s: %s-valued, with %s", (id, values, operations) => {
  const name = keyOf(id).replace(/<.*>$/, "0").toLowerCase();
  const having = ACTIONS.filter((action) => contextOf(`kms:${action}`, everything(action)).get(name) !== undefined);
  // Of UntagResource the developer guide lists it, and the values would be those that are not in the request.
  const told = name === "aws:requesttag/k" ? having.filter((action) => action !== "UntagResource") : having;
  expect(new Set(told)).toEqual(named(operations));
  expect(isMultivalued(name)).toBe(values === "multi");
});

test("the table has AWS's 44 condition keys", () => {
  const theirs = reference.conditionKeys.map(({ key: name }) => name.replace(/\$\{.*\}$/, "K"));
  expect(TABLE.map(([id]) => keyOf(id)).toSorted()).toEqual(theirs.toSorted());
});
