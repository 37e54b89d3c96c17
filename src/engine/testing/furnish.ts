/** A world with something of everything, what a caller would know of it, and a right request or more for each operation. */
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import { ADMIN, APP, b64, GREEN_ETL, REPORT, ZOE, type TestEngine } from "./engine.ts";
import { importInput } from "./importing.ts";
import { CLUSTER_STORE, createKeyStoreEngine, FIRST_KEY, PASSWORD, PRIVATE_STORE, XKS_STORE } from "./key-stores.ts";

/** Members by which one thing is known in several places. */
const SAME: readonly (readonly [members: RegExp, learnt: readonly string[]])[] = [
  [/KeyId$/, ["KeyId", "Arn", "KeyArn", "AliasName", "AliasArn", "SourceKeyId"]],
  [/^GrantTokens?$/, ["GrantToken"]],
  [/(Grantee|Retiring)Principal$/, ["Principal"]],
  [/^Marker$/, ["NextMarker"]],
  [/^TagKeys?$/, ["TagKey"]],
];
const KEPT = 200;

/** What answers have told, by member. */
export class Learnt {
  readonly #texts = new Map<string, string[]>();

  of(member: string): readonly string[] {
    const names = SAME.find(([members]) => members.test(member))?.[1] ?? [member];
    return names.flatMap((name) => this.#texts.get(name) ?? []);
  }

  add(member: string, text: string): void {
    const texts = this.#texts.get(member) ?? [];
    this.#texts.set(member, [...texts, text].slice(-KEPT));
  }

  learn(value: JsonValue | undefined, member = ""): void {
    if (typeof value === "string") this.add(member, value);
    else if (Array.isArray(value)) for (const each of value as readonly JsonValue[]) this.learn(each, member);
    else if (isObject(value)) for (const [name, inner] of Object.entries(value)) this.learn(inner, name);
  }
}

export interface Furnished {
  readonly known: Learnt;
  /** Requests that the administrator would have been granted, when the world was new. */
  right(operation: string): readonly JsonObject[];
}

const MESSAGE = b64("order 7");
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" },
});

export async function furnish(engine: TestEngine): Promise<Furnished> {
  const { sign, orders } = engine;
  const stores = await createKeyStoreEngine(engine);
  const known = new Learnt();
  const rights = new Map<string, JsonObject[]>();
  const can = (operation: string, ...inputs: readonly JsonObject[]): void => {
    rights.set(operation, [...(rights.get(operation) ?? []), ...inputs]);
  };
  /** Asks it now, and may be asked again. */
  const done = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    const { body } = await stores.must(operation, input);
    known.learn(body);
    can(operation, input);
    return body;
  };
  const key = async (input: JsonObject): Promise<string> => {
    const { KeyMetadata } = (await done("CreateKey", input)) as unknown as { KeyMetadata: { Arn: string } };
    return KeyMetadata.Arn;
  };
  // The first signature of a principal draws its credentials, which is an act of its own.
  for (const as of [ADMIN, APP, REPORT, ZOE, GREEN_ETL]) await sign("ListKeys", "{}", { as });
  for (const text of [orders, orders.slice(-36), "alias/orders"]) known.add("KeyId", text);
  for (const text of [ADMIN, APP, ZOE, GREEN_ETL, "111122223333"]) known.add("Principal", text);
  known.add("AliasName", "alias/orders");

  // Keys and what is said of them.
  const plain = await key({});
  const tagged = await key({ Tags: [{ TagKey: "Team", TagValue: "Blue" }] });
  const dying = await key({});
  await done("ScheduleKeyDeletion", { KeyId: dying, PendingWindowInDays: 7 });
  can("ScheduleKeyDeletion", { KeyId: tagged });
  can("CancelKeyDeletion", { KeyId: dying });
  for (const operation of ["DescribeKey", "GetKeyLastUsage", "GetKeyPolicy", "GetKeyRotationStatus"])
    can(operation, { KeyId: plain });
  for (const operation of ["ListGrants", "ListKeyPolicies", "ListKeyRotations", "ListResourceTags"])
    can(operation, { KeyId: orders });
  for (const operation of ["DisableKey", "EnableKey", "EnableKeyRotation", "DisableKeyRotation"])
    can(operation, { KeyId: plain });
  for (const operation of ["ListKeys", "ListAliases"]) can(operation, {}, { Limit: 2 });
  can("RotateKeyOnDemand", { KeyId: plain }, { KeyId: orders });
  can("PutKeyPolicy", { KeyId: plain, Policy: POLICY, PolicyName: "default" });
  can("UpdateKeyDescription", { KeyId: plain, Description: "Orders of 2027" });
  can("TagResource", { KeyId: plain, Tags: [{ TagKey: "Area", TagValue: "51" }] });
  can("UntagResource", { KeyId: tagged, TagKeys: ["Team"] });
  await done("CreateAlias", { AliasName: "alias/plain", TargetKeyId: plain });
  can(
    "CreateAlias",
    { AliasName: "alias/first", TargetKeyId: plain },
    { AliasName: "alias/second", TargetKeyId: plain },
  );
  can(
    "UpdateAlias",
    { AliasName: "alias/plain", TargetKeyId: orders },
    { AliasName: "alias/plain", TargetKeyId: plain },
  );
  can("DeleteAlias", { AliasName: "alias/first" }, { AliasName: "alias/plain" });

  // Grants.
  const grant = {
    KeyId: orders,
    GranteePrincipal: APP,
    Operations: ["Decrypt", "RetireGrant"],
    RetiringPrincipal: ADMIN,
  };
  for (const operation of ["RetireGrant", "RevokeGrant"]) {
    const { GrantId } = await done("CreateGrant", { ...grant, Name: operation });
    can(operation, { KeyId: orders, GrantId });
  }
  can("ListRetirableGrants", { RetiringPrincipal: ADMIN });

  // Under a symmetric key.
  const { CiphertextBlob } = await done("Encrypt", { KeyId: orders, Plaintext: MESSAGE });
  can("Decrypt", { CiphertextBlob });
  can("ReEncrypt", { CiphertextBlob, DestinationKeyId: plain });
  await done("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" });
  can("GenerateDataKeyWithoutPlaintext", { KeyId: orders, NumberOfBytes: 64 });
  for (const operation of ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"])
    can(operation, { KeyId: orders, KeyPairSpec: "ECC_NIST_P256" }, { KeyId: orders, KeyPairSpec: "ML_DSA_44" });
  can("GenerateRandom", { NumberOfBytes: 32 });

  // Under the others.
  const signs = await key({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
  const signed = { KeyId: signs, SigningAlgorithm: "ECDSA_SHA_256", Message: MESSAGE };
  const { Signature } = await done("Sign", signed);
  can("Verify", { ...signed, Signature });
  can("GetPublicKey", { KeyId: signs });
  const macs = {
    KeyId: await key({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }),
    MacAlgorithm: "HMAC_SHA_256",
  };
  const { Mac } = await done("GenerateMac", { ...macs, Message: MESSAGE });
  can("VerifyMac", { ...macs, Message: MESSAGE, Mac });
  const agrees = await key({ KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" });
  const { PublicKey } = await done("GetPublicKey", { KeyId: agrees });
  can("DeriveSharedSecret", { KeyId: agrees, KeyAgreementAlgorithm: "ECDH", PublicKey });
  const kem = {
    KeyId: await key({ KeySpec: "ML_KEM_768", KeyUsage: "ENCAPSULATE_DECAPSULATE" }),
    EncapsulationAlgorithm: "ML_KEM",
  };
  const { SharedSecretCiphertextBlob } = await done("Encapsulate", kem);
  can("Decapsulate", { ...kem, SharedSecretCiphertextBlob });

  // Imported material, and keys of several Regions.
  const external = await key({ Origin: "EXTERNAL" });
  const wrapping = { WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" };
  can("GetParametersForImport", { KeyId: external, ...wrapping });
  const material = await importInput(engine, external, new Uint8Array(32).fill(7));
  known.learn(material);
  await done("ImportKeyMaterial", material);
  can("DeleteImportedKeyMaterial", { KeyId: external });
  const here = await key({ MultiRegion: true });
  await done("ReplicateKey", { KeyId: here, ReplicaRegion: "eu-west-1" });
  can("ReplicateKey", { KeyId: here, ReplicaRegion: "ap-southeast-2" });
  can("UpdatePrimaryRegion", { KeyId: here, PrimaryRegion: "eu-west-1" });

  // Custom key stores: two that work, and one that may come and go.
  const cluster = await stores.connected(CLUSTER_STORE);
  const proxy = await stores.connected(XKS_STORE);
  await key({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: cluster });
  await key({ Origin: "EXTERNAL_KEY_STORE", CustomKeyStoreId: proxy, XksKeyId: FIRST_KEY });
  const spare = await stores.create(PRIVATE_STORE);
  for (const CustomKeyStoreId of [cluster, proxy, spare]) {
    known.add("CustomKeyStoreId", CustomKeyStoreId);
    can("DescribeCustomKeyStores", { CustomKeyStoreId });
    can("UpdateCustomKeyStore", { CustomKeyStoreId, NewCustomKeyStoreName: `Renamed-${CustomKeyStoreId.slice(-4)}` });
    for (const operation of ["ConnectCustomKeyStore", "DisconnectCustomKeyStore"]) can(operation, { CustomKeyStoreId });
  }
  can("UpdateCustomKeyStore", { CustomKeyStoreId: cluster, KeyStorePassword: PASSWORD });
  can("DeleteCustomKeyStore", { CustomKeyStoreId: spare });
  can("CreateCustomKeyStore", PRIVATE_STORE);
  return { known, right: (operation) => rights.get(operation) ?? [] };
}
