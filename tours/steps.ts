/**
 * One walk through the API that every client takes: each step is a call as AWS's model has it, with what it needs from earlier ones.
 * Which steps there are to take follows from the engine's list of operations, and an operation without a step is a failure.
 */
import { createHash, createPublicKey, publicEncrypt, randomBytes, verify, constants } from "node:crypto";
import { SEED_CLUSTER, SEED_PASSWORD, trustAnchorOf } from "../src/engine/keystores/seed.ts";
import { OPERATIONS } from "../src/engine/operations/index.ts";

/** Members by name; bytes are `Uint8Array`s on the way in and out. */
export type Members = Readonly<Record<string, unknown>>;

export interface Step {
  readonly operation: string;
  readonly input: (known: Known) => Members;
  /** Other operations that this step is nothing without. */
  readonly with?: readonly string[];
  readonly region?: string;
  /** World time that must pass before it, in ms. */
  readonly later?: number;
  /** Keeps what later steps need, and throws when the answer is not right. */
  readonly after?: (output: Members, known: Known) => void;
}

/** What earlier steps have found out. */
export class Known {
  readonly #things = new Map<string, unknown>();

  get(name: string): unknown {
    if (!this.#things.has(name)) throw new Error(`Nothing is known of ${name} yet.`);
    return this.#things.get(name);
  }

  text(name: string): string {
    return String(this.get(name));
  }

  bytes(name: string): Uint8Array {
    return this.get(name) as Uint8Array;
  }

  keep(name: string, thing: unknown): void {
    if (thing === undefined) throw new Error(`The answer holds no ${name}.`);
    this.#things.set(name, thing);
  }
}

/** The steps that can be taken today, and the operations that no step shows. */
export function steps(without: readonly string[] = []): {
  readonly taken: readonly Step[];
  readonly missing: readonly string[];
} {
  const there = (operation: string): boolean => OPERATIONS.has(operation) && !without.includes(operation);
  const taken = ALL.filter((step) => [step.operation, ...(step.with ?? [])].every(there));
  const shown = new Set(taken.map(({ operation }) => operation));
  return { taken, missing: [...OPERATIONS.keys()].filter((name) => there(name) && !shown.has(name)) };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const MESSAGE = utf8("order 7: three boxes");
const CONTEXT = { tenant: "blue", "order id": "7" };
const REPLICA_REGION = "eu-west-1";
/** Longer than anything that KMS does in the background takes. */
const A_WHILE = 30 * 60_000;
const APP = "arn:aws:iam::123456789012:role/App";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*", Resource: "*" },
    { Effect: "Allow", Principal: { AWS: APP }, Action: "kms:Decrypt", Resource: "*" },
  ],
});

const same = (a: unknown, b: unknown): void => {
  const text = (value: unknown): string =>
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : JSON.stringify(value);
  if (text(a) !== text(b)) throw new Error(`${text(a)} is not ${text(b)}`);
};

const created =
  (name: string) =>
  (output: Members, known: Known): void => {
    const { KeyId, Arn } = output["KeyMetadata"] as { KeyId: string; Arn: string };
    known.keep(`${name} id`, KeyId);
    known.keep(name, Arn);
  };

const makes = (name: string, input: Members, ...with_: readonly string[]): Step => ({
  operation: "CreateKey",
  with: with_,
  input: () => ({ Description: `Tour: ${name}`, ...input }),
  after: created(name),
});

const on = (operation: string, key: string, input: Members = {}, after?: Step["after"]): Step => ({
  operation,
  input: (known) => ({ KeyId: known.get(key), ...input }),
  ...(after === undefined ? {} : { after }),
});

const onStore = (operation: string, input: Members = {}): Step => ({
  operation,
  input: (known) => ({ CustomKeyStoreId: known.get("store"), ...input }),
});

const ALL: readonly Step[] = [
  /* a key and what is around it */
  makes("orders", { Tags: [{ TagKey: "Team", TagValue: "Blue" }] }),
  makes("other", {}),
  on("DescribeKey", "orders id", {}, ({ KeyMetadata }, known) =>
    same((KeyMetadata as Members)["Arn"], known.get("orders")),
  ),
  { operation: "ListKeys", input: () => ({ Limit: 1 }), after: ({ Keys }) => same((Keys as unknown[]).length, 1) },
  { operation: "CreateAlias", input: (known) => ({ AliasName: "alias/tour", TargetKeyId: known.get("orders id") }) },
  { operation: "UpdateAlias", input: (known) => ({ AliasName: "alias/tour", TargetKeyId: known.get("other id") }) },
  on("ListAliases", "other", {}, ({ Aliases }) => same((Aliases as Members[])[0]?.["AliasName"], "alias/tour")),
  { operation: "DeleteAlias", input: () => ({ AliasName: "alias/tour" }) },
  on("UpdateKeyDescription", "orders", { Description: "The orders, 50% sealed" }),
  on("TagResource", "orders", { Tags: [{ TagKey: "Cost", TagValue: "42" }] }),
  on("UntagResource", "orders", { TagKeys: ["Team"] }),
  on("ListResourceTags", "orders", {}, ({ Tags }) => same(Tags, [{ TagKey: "Cost", TagValue: "42" }])),
  on("PutKeyPolicy", "orders", { PolicyName: "default", Policy: POLICY }),
  on("GetKeyPolicy", "orders", {}, ({ Policy }) => same(JSON.parse(String(Policy)), JSON.parse(POLICY))),
  on("ListKeyPolicies", "orders", {}, ({ PolicyNames }) => same(PolicyNames, ["default"])),
  on("DisableKey", "other"),
  on("EnableKey", "other"),
  on("EnableKeyRotation", "orders", { RotationPeriodInDays: 180 }),
  on("GetKeyRotationStatus", "orders", {}, ({ RotationPeriodInDays }) => same(RotationPeriodInDays, 180)),
  on("DisableKeyRotation", "orders"),
  on("RotateKeyOnDemand", "orders"),
  on("ListKeyRotations", "orders"),

  /* sealing */
  on("Encrypt", "orders", { Plaintext: MESSAGE, EncryptionContext: CONTEXT }, ({ CiphertextBlob }, known) =>
    known.keep("sealed", CiphertextBlob),
  ),
  {
    operation: "Decrypt",
    input: (known) => ({ CiphertextBlob: known.get("sealed"), EncryptionContext: CONTEXT }),
    after: ({ Plaintext }) => same(Plaintext, MESSAGE),
  },
  {
    operation: "ReEncrypt",
    input: (known) => ({
      CiphertextBlob: known.get("sealed"),
      SourceEncryptionContext: CONTEXT,
      DestinationKeyId: known.get("other"),
    }),
  },
  on("GenerateDataKey", "orders", { KeySpec: "AES_256" }, ({ Plaintext }) =>
    same((Plaintext as Uint8Array).length, 32),
  ),
  on("GenerateDataKeyWithoutPlaintext", "orders", { NumberOfBytes: 64 }),
  {
    operation: "GenerateRandom",
    input: () => ({ NumberOfBytes: 24 }),
    after: ({ Plaintext }) => same((Plaintext as Uint8Array).length, 24),
  },
  on("GetKeyLastUsage", "orders"),

  /* signing, authenticating, agreeing */
  makes("signing", { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }, "Sign"),
  on("Sign", "signing", { Message: MESSAGE, SigningAlgorithm: "ECDSA_SHA_256" }, ({ Signature }, known) =>
    known.keep("signature", Signature),
  ),
  {
    operation: "Verify",
    input: (known) => ({
      KeyId: known.get("signing"),
      Message: createHash("sha256").update(MESSAGE).digest(),
      MessageType: "DIGEST",
      Signature: known.get("signature"),
      SigningAlgorithm: "ECDSA_SHA_256",
    }),
    after: ({ SignatureValid }) => same(SignatureValid, true),
  },
  on("GetPublicKey", "signing", {}, ({ PublicKey }, known) => {
    const key = createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: "der", type: "spki" });
    same(verify("sha256", MESSAGE, key, known.bytes("signature")), true);
  }),
  makes("mac", { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }, "GenerateMac"),
  on("GenerateMac", "mac", { Message: MESSAGE, MacAlgorithm: "HMAC_SHA_256" }, ({ Mac }, known) =>
    known.keep("tag", Mac),
  ),
  {
    operation: "VerifyMac",
    input: (known) => ({
      KeyId: known.get("mac"),
      Message: MESSAGE,
      Mac: known.get("tag"),
      MacAlgorithm: "HMAC_SHA_256",
    }),
    after: ({ MacValid }) => same(MacValid, true),
  },
  on("GenerateDataKeyPair", "orders", { KeyPairSpec: "ECC_NIST_P256" }, ({ PublicKey }, known) =>
    known.keep("peer", PublicKey),
  ),
  on("GenerateDataKeyPairWithoutPlaintext", "orders", { KeyPairSpec: "ECC_NIST_P384" }),
  makes("agreeing", { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" }, "DeriveSharedSecret"),
  {
    operation: "DeriveSharedSecret",
    with: ["GenerateDataKeyPair"],
    input: (known) => ({ KeyId: known.get("agreeing"), KeyAgreementAlgorithm: "ECDH", PublicKey: known.get("peer") }),
    after: ({ SharedSecret }) => same((SharedSecret as Uint8Array).length, 32),
  },
  makes("kem", { KeySpec: "ML_KEM_768", KeyUsage: "ENCAPSULATE_DECAPSULATE" }, "Encapsulate"),
  on(
    "Encapsulate",
    "kem",
    { EncapsulationAlgorithm: "ML_KEM" },
    ({ SharedSecretCiphertextBlob, SharedSecret }, known) => {
      known.keep("encapsulated", SharedSecretCiphertextBlob);
      known.keep("shared", SharedSecret);
    },
  ),
  {
    operation: "Decapsulate",
    input: (known) => ({
      KeyId: known.get("kem"),
      EncapsulationAlgorithm: "ML_KEM",
      SharedSecretCiphertextBlob: known.get("encapsulated"),
    }),
    after: ({ SharedSecret }, known) => same(SharedSecret, known.get("shared")),
  },

  /* material from outside */
  makes("imported", { Origin: "EXTERNAL" }, "ImportKeyMaterial"),
  on(
    "GetParametersForImport",
    "imported",
    { WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" },
    ({ ImportToken, PublicKey }, known) => {
      known.keep("import token", ImportToken);
      const key = createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: "der", type: "spki" });
      const oaep = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
      known.keep("wrapped material", new Uint8Array(publicEncrypt(oaep, randomBytes(32))));
    },
  ),
  {
    operation: "ImportKeyMaterial",
    input: (known) => ({
      KeyId: known.get("imported"),
      ImportToken: known.get("import token"),
      EncryptedKeyMaterial: known.get("wrapped material"),
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }),
  },
  on("Encrypt", "orders", { Plaintext: MESSAGE }),
  on("DeleteImportedKeyMaterial", "imported"),

  /* two Regions */
  makes("global", { MultiRegion: true }, "ReplicateKey"),
  on("ReplicateKey", "global", { ReplicaRegion: REPLICA_REGION }, ({ ReplicaKeyMetadata }) =>
    same((ReplicaKeyMetadata as Members)["MultiRegion"], true),
  ),
  { ...on("UpdatePrimaryRegion", "global", { PrimaryRegion: REPLICA_REGION }), later: A_WHILE },

  /* custom key stores, over the cluster that the endpoint's world begins with */
  {
    operation: "CreateCustomKeyStore",
    input: () => ({
      CustomKeyStoreName: "Tour",
      CloudHsmClusterId: SEED_CLUSTER,
      TrustAnchorCertificate: trustAnchorOf(SEED_CLUSTER),
      KeyStorePassword: SEED_PASSWORD,
    }),
    after: ({ CustomKeyStoreId }, known) => known.keep("store", CustomKeyStoreId),
  },
  onStore("ConnectCustomKeyStore"),
  {
    ...onStore("DescribeCustomKeyStores"),
    later: A_WHILE,
    after: ({ CustomKeyStores }) => same((CustomKeyStores as Members[])[0]?.["ConnectionState"], "CONNECTED"),
  },
  {
    operation: "CreateKey",
    with: ["CreateCustomKeyStore"],
    input: (known) => ({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: known.get("store") }),
    after: created("clustered"),
  },
  { ...on("Encrypt", "clustered", { Plaintext: MESSAGE }), with: ["CreateCustomKeyStore"] },
  { ...on("ScheduleKeyDeletion", "clustered", { PendingWindowInDays: 7 }), with: ["CreateCustomKeyStore"] },
  onStore("DisconnectCustomKeyStore"),
  { ...onStore("UpdateCustomKeyStore", { NewCustomKeyStoreName: "Tour, renamed" }), later: A_WHILE },
  // A store is empty only when its last key is destroyed.
  { ...onStore("DeleteCustomKeyStore"), later: 8 * 86_400_000 },

  /* grants */
  on(
    "CreateGrant",
    "orders",
    {
      GranteePrincipal: APP,
      Operations: ["Decrypt", "CreateGrant"],
      Name: "first",
      Constraints: { EncryptionContextSubset: CONTEXT },
    },
    ({ GrantId, GrantToken }, known) => {
      known.keep("grant", GrantId);
      known.keep("grant token", GrantToken);
    },
  ),
  on("ListGrants", "orders", {}, ({ Grants }, known) =>
    same((Grants as Members[])[0]?.["GrantId"], known.get("grant")),
  ),
  { operation: "ListRetirableGrants", input: () => ({ RetiringPrincipal: APP }) },
  { operation: "RetireGrant", with: ["CreateGrant"], input: (known) => ({ GrantToken: known.get("grant token") }) },
  on("CreateGrant", "orders", { GranteePrincipal: APP, Operations: ["Encrypt"] }, ({ GrantId }, known) =>
    known.keep("grant", GrantId),
  ),
  { operation: "RevokeGrant", input: (known) => ({ KeyId: known.get("orders"), GrantId: known.get("grant") }) },

  /* the end */
  on("ScheduleKeyDeletion", "other", { PendingWindowInDays: 7 }),
  on("CancelKeyDeletion", "other"),
];
