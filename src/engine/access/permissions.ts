/**
 * The KMS permissions reference as data (authorization.md 1.8): where a permission is looked for, on what, whether another account's key
 * will do, whether a grant may give it, and which condition keys it has. Held against AWS's own reference by `permissions.test.ts`.
 */

/** `key policy`: and IAM when the key policy delegates. `grant`: the grant decides, IAM can only limit. */
type Where = "key policy" | "IAM" | "alias and key" | "grant" | "nowhere";

export interface Permission {
  readonly where: Where;
  readonly resource: "key" | "alias and key" | "principal" | "*";
  /** Works on keys of other accounts, too. */
  readonly crossAccount: boolean;
  /** May be an operation of a grant, under its name without the prefix. */
  readonly grantable: boolean;
  /** Condition keys in AWS's spelling; a family ends with its `:` or `/`. */
  readonly keys: ReadonlySet<string>;
  /** AWS's reference does not have it yet: both rows are made after Encrypt's and Decrypt's. */
  readonly ourReading?: true;
}

const COMMON = ["kms:CallerAccount", "kms:ViaService"];
const KEY = [
  "aws:ResourceTag/",
  "kms:CustomerMasterKeySpec",
  "kms:CustomerMasterKeyUsage",
  "kms:KeyOrigin",
  "kms:KeySpec",
  "kms:KeyUsage",
  "kms:MultiRegion",
  "kms:MultiRegionKeyType",
  "kms:ResourceAliases",
];
const CONTEXT = ["kms:EncryptionContext:", "kms:EncryptionContextKeys"];
const ENCLAVE = ["kms:RecipientAttestation:"];
const CIPHER = [...CONTEXT, "kms:EncryptionAlgorithm", "kms:RequestAlias"];
const PAIR = [...CIPHER, "kms:DataKeyPairSpec"];
const SIGNATURE = ["kms:MessageType", "kms:RequestAlias", "kms:SigningAlgorithm"];
const CODE = ["kms:MacAlgorithm", "kms:RequestAlias"];
const FOR_SERVICES = ["kms:GrantIsForAWSResource"];

const onKey = (keys: readonly string[] = [], uses: { X?: true; G?: true } = {}): Permission => ({
  where: "key policy",
  resource: "key",
  crossAccount: uses.X === true,
  grantable: uses.G === true,
  keys: new Set([...KEY, ...COMMON, ...keys]),
});
const XG = { X: true, G: true } as const;
const onAlias: Permission = { ...onKey(), where: "alias and key", resource: "alias and key" };
const inIam = (keys: readonly string[] = []): Permission => ({
  where: "IAM",
  resource: "*",
  crossAccount: false,
  grantable: false,
  keys: new Set(keys),
});
const keyStore = inIam(["kms:CallerAccount"]);

/** By name without the prefix `kms:`. */
const TABLE: Readonly<Record<string, Permission>> = {
  CancelKeyDeletion: onKey(),
  ConnectCustomKeyStore: keyStore,
  CreateAlias: onAlias,
  CreateCustomKeyStore: keyStore,
  CreateGrant: onKey(
    [
      ...CONTEXT,
      ...FOR_SERVICES,
      "kms:GrantConstraintSourceArn",
      "kms:GrantConstraintType",
      "kms:GrantOperations",
      "kms:GranteePrincipal",
      "kms:GranteeServicePrincipal",
      "kms:RetiringPrincipal",
      "kms:RetiringServicePrincipal",
    ],
    XG,
  ),
  CreateKey: inIam([
    ...COMMON,
    ...KEY.filter((name) => name !== "kms:ResourceAliases"),
    "aws:RequestTag/",
    "aws:TagKeys",
    "kms:BypassPolicyLockoutSafetyCheck",
  ]),
  Decapsulate: { ...onKey(["kms:RequestAlias"], XG), ourReading: true },
  Decrypt: onKey([...CIPHER, ...ENCLAVE], XG),
  DeleteAlias: onAlias,
  DeleteCustomKeyStore: keyStore,
  DeleteImportedKeyMaterial: onKey(),
  DeriveSharedSecret: onKey([...ENCLAVE, "kms:KeyAgreementAlgorithm", "kms:RequestAlias"], XG),
  DescribeCustomKeyStores: keyStore,
  DescribeKey: onKey(["kms:RequestAlias"], XG),
  DisableKey: onKey(["kms:TrailingDaysWithoutKeyUsage"]),
  DisableKeyRotation: onKey(),
  DisconnectCustomKeyStore: keyStore,
  EnableKey: onKey(),
  EnableKeyRotation: onKey(["kms:RotationPeriodInDays"]),
  Encapsulate: { ...onKey(["kms:RequestAlias"], XG), ourReading: true },
  Encrypt: onKey(CIPHER, XG),
  GenerateDataKey: onKey([...CIPHER, ...ENCLAVE], XG),
  GenerateDataKeyPair: onKey([...PAIR, ...ENCLAVE], XG),
  GenerateDataKeyPairWithoutPlaintext: onKey(PAIR, XG),
  GenerateDataKeyWithoutPlaintext: onKey(CIPHER, XG),
  GenerateMac: onKey(CODE, XG),
  GenerateRandom: inIam(ENCLAVE),
  GetKeyLastUsage: onKey(),
  GetKeyPolicy: onKey(),
  GetKeyRotationStatus: onKey([], { X: true }),
  GetParametersForImport: onKey(["kms:WrappingAlgorithm", "kms:WrappingKeySpec"]),
  GetPublicKey: onKey(["kms:RequestAlias"], XG),
  ImportKeyMaterial: onKey(["kms:ExpirationModel", "kms:ValidTo"]),
  ListAliases: inIam(),
  ListGrants: onKey(FOR_SERVICES, { X: true }),
  ListKeyPolicies: onKey(),
  ListKeyRotations: onKey(),
  ListKeys: inIam(),
  ListResourceTags: onKey(),
  ListRetirableGrants: { ...inIam(), resource: "principal" },
  PutKeyPolicy: onKey(["kms:BypassPolicyLockoutSafetyCheck"]),
  ReEncryptFrom: onKey([...CIPHER, "kms:ReEncryptOnSameKey"], XG),
  ReEncryptTo: onKey([...CIPHER, "kms:ReEncryptOnSameKey"], XG),
  ReplicateKey: onKey(["kms:ReplicaRegion"]),
  RetireGrant: { ...onKey([...CONTEXT, "kms:GrantConstraintType"], XG), where: "grant" },
  RevokeGrant: onKey(FOR_SERVICES, { X: true }),
  RotateKeyOnDemand: onKey(),
  ScheduleKeyDeletion: onKey(["kms:ScheduleKeyDeletionPendingWindowInDays", "kms:TrailingDaysWithoutKeyUsage"]),
  Sign: onKey(SIGNATURE, XG),
  // KMS itself does this: it is seen in CloudTrail and never evaluated.
  SynchronizeMultiRegionKey: { ...onKey(), where: "nowhere" },
  TagResource: onKey(["aws:RequestTag/", "aws:TagKeys"]),
  // `aws:RequestTag` only by the developer guide, and its values would be those that are not in the request.
  UntagResource: onKey(["aws:RequestTag/", "aws:TagKeys"]),
  UpdateAlias: onAlias,
  UpdateCustomKeyStore: keyStore,
  UpdateKeyDescription: onKey(),
  UpdatePrimaryRegion: onKey(["kms:PrimaryRegion"]),
  Verify: onKey(SIGNATURE, XG),
  VerifyMac: onKey(CODE, XG),
};

/** By action, `kms:Decrypt`. */
export const PERMISSIONS: ReadonlyMap<string, Permission> = new Map(
  Object.entries(TABLE).map(([name, permission]) => [`kms:${name}`, permission]),
);
