/** AWS's table of key states, row by row: what is declared, and what happens. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import table from "../testing/data/key-state-table.json" with { type: "json" };
import { APP, b64, createTestEngine, type TestEngine } from "../testing/engine.ts";
import { CLUSTER_STORE, createKeyStoreEngine } from "../testing/key-stores.ts";
import { importInput } from "../testing/importing.ts";
import { OPERATIONS } from "./index.ts";

/** `ok`, `cond[7]`, `fail[1]`, `fail[2][3]`: the numbers are the table's own footnotes. */
type Cell = string;
const TABLE = table.rows as Readonly<Record<string, Readonly<Record<string, Cell>>>>;
/** Corrected by what AWS was seen to answer since (kms-api.md 1.4, 3). */
const ROWS: typeof TABLE = { ...TABLE, GetPublicKey: { ...TABLE["GetPublicKey"], Disabled: "ok" } };
const STATES = ["Enabled", "Disabled", "PendingDeletion", "Unavailable"] as const;
type State = (typeof STATES)[number];

/** Footnote to what AWS answers. 2 says DisabledException, AWS answers as in 3 (kms-api.md 1.4, 3). */
const ANSWERS: Readonly<Record<string, (arn: string) => readonly [error: string, message: string]>> = {
  1: (arn) => ["DisabledException", `${arn} is disabled.`],
  2: (arn) => ["KMSInvalidStateException", `${arn} is pending deletion.`],
  3: (arn) => ["KMSInvalidStateException", `${arn} is pending deletion.`],
  8: (arn) => ["KMSInvalidStateException", `${arn} is pending deletion.`],
  4: (arn) => ["KMSInvalidStateException", `${arn} is not pending deletion.`],
  // Its sentence is the one that the table gives for imported material (6).
  7: (arn) => ["UnsupportedOperationException", `${arn} origin is AWS_CLOUDHSM which is not valid for this operation.`],
  9: (arn) => ["UnsupportedOperationException", `${arn} origin is AWS_CLOUDHSM which is not valid for this operation.`],
  11: (arn) => ["KMSInvalidStateException", `${arn} is unavailable.`],
};

const IN_USE = { Enabled: "ok", Disabled: "fail[1]", PendingDeletion: "fail[3]", Unavailable: "N/A" };
/** Newer than the table: the rotations' own operations, those of shared secrets, and the last use, which no state refuses. */
const NEWER: typeof ROWS = {
  RotateKeyOnDemand: { ...IN_USE, Unavailable: "fail[7]" },
  DeriveSharedSecret: IN_USE,
  Encapsulate: IN_USE,
  Decapsulate: IN_USE,
  GetKeyLastUsage: { Enabled: "ok", Disabled: "ok", PendingDeletion: "ok", Unavailable: "ok" },
  ListKeyRotations: { Enabled: "ok", Disabled: "ok", PendingDeletion: "ok", Unavailable: "fail[7]" },
};

interface Subject {
  readonly arn: string;
  readonly alias: string;
  /** Sealed, signed or authenticated by the key while it was enabled. */
  readonly blob: string;
  /** For a key with imported material: what imports it once more. */
  readonly again: JsonObject;
  /** Made on the key while it was enabled. */
  readonly grantId: string;
}

const MATERIAL = new Uint8Array(32).fill(7);

/** A key that a group of operations needs, and what it makes while it is enabled. */
interface Kind {
  readonly members: JsonObject;
  readonly made: (arn: string) => readonly [operation: string, input: JsonObject, member: string];
}

const SYMMETRIC: Kind = {
  members: {},
  made: (KeyId) => ["Encrypt", { KeyId, Plaintext: b64("order 7") }, "CiphertextBlob"],
};
const ECDSA = { Message: b64("order 7"), SigningAlgorithm: "ECDSA_SHA_256" };
const SIGNING: Kind = {
  members: { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" },
  made: (KeyId) => ["Sign", { KeyId, ...ECDSA }, "Signature"],
};
const HMAC = { Message: b64("order 7"), MacAlgorithm: "HMAC_SHA_256" };
const AUTHENTICATING: Kind = {
  members: { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" },
  made: (KeyId) => ["GenerateMac", { KeyId, ...HMAC }, "Mac"],
};
const ECDH: Kind = {
  members: { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" },
  made: (KeyId) => ["GetPublicKey", { KeyId }, "PublicKey"],
};
const ENCAPSULATING: Kind = {
  members: { KeySpec: "ML_KEM_768", KeyUsage: "ENCAPSULATE_DECAPSULATE" },
  made: (KeyId) => ["Encapsulate", { KeyId, EncapsulationAlgorithm: "ML_KEM" }, "SharedSecretCiphertextBlob"],
};
const EXTERNAL: Kind = { ...SYMMETRIC, members: { Origin: "EXTERNAL" } };
/** All others work on a symmetric key. */
const KINDS: Readonly<Record<string, Kind>> = {
  Sign: SIGNING,
  Verify: SIGNING,
  GetPublicKey: SIGNING,
  DeriveSharedSecret: ECDH,
  Encapsulate: ENCAPSULATING,
  Decapsulate: ENCAPSULATING,
  GenerateMac: AUTHENTICATING,
  VerifyMac: AUTHENTICATING,
  ReplicateKey: { ...SYMMETRIC, members: { MultiRegion: true } },
  GetParametersForImport: EXTERNAL,
  ImportKeyMaterial: EXTERNAL,
  DeleteImportedKeyMaterial: EXTERNAL,
};

async function subjectIn(
  state: State,
  engine: TestEngine,
  n: number,
  { members: usual, made } = SYMMETRIC,
): Promise<Subject> {
  const { call } = engine;
  // Only a custom key store's keys can be unavailable.
  if (state === "Unavailable") await stores.connect(store);
  const kind = state === "Unavailable" ? { Origin: "AWS_CLOUDHSM", CustomKeyStoreId: store } : usual;
  const { body } = await call("CreateKey", kind);
  const arn = (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
  const nothing = { KeyId: arn, ImportToken: b64("-"), EncryptedKeyMaterial: b64("-") };
  const again =
    kind["Origin"] === "EXTERNAL"
      ? await importInput(engine, arn, MATERIAL)
      : { ...nothing, ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" };
  if (kind["Origin"] === "EXTERNAL") await call("ImportKeyMaterial", again);
  const alias = `alias/subject-${n}`;
  await call("CreateAlias", { AliasName: alias, TargetKeyId: arn });
  const [operation, input, member] = made(arn);
  const blob = String((await call(operation, input)).body[member]);
  const grant = await call("CreateGrant", { KeyId: arn, GranteePrincipal: APP, Operations: ["DescribeKey"] });
  if (state === "Disabled") await call("DisableKey", { KeyId: arn });
  if (state === "PendingDeletion") await call("ScheduleKeyDeletion", { KeyId: arn });
  if (state === "Unavailable") await stores.disconnect(store);
  return { arn, alias, blob, again, grantId: String(grant.body["GrantId"]) };
}

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" },
});

/** What each operation is asked besides `KeyId`. */
const INPUTS: Readonly<Record<string, (subject: Subject, orders: string) => JsonObject>> = {
  CreateAlias: ({ arn }) => ({ AliasName: `alias/${arn.slice(-36)}`, TargetKeyId: arn }),
  CreateGrant: ({ arn }) => ({ KeyId: arn, GranteePrincipal: APP, Operations: ["Decrypt"] }),
  Decrypt: ({ blob }) => ({ CiphertextBlob: blob }),
  DeleteAlias: ({ alias }) => ({ AliasName: alias }),
  Encrypt: ({ arn }) => ({ KeyId: arn, Plaintext: b64("order 8") }),
  GenerateDataKey: ({ arn }) => ({ KeyId: arn, KeySpec: "AES_256" }),
  GenerateDataKeyWithoutPlaintext: ({ arn }) => ({ KeyId: arn, KeySpec: "AES_256" }),
  PutKeyPolicy: ({ arn }) => ({ KeyId: arn, Policy: POLICY }),
  GetParametersForImport: ({ arn }) => ({
    KeyId: arn,
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
    WrappingKeySpec: "RSA_2048",
  }),
  ImportKeyMaterial: ({ again }) => again,
  ReplicateKey: ({ arn }) => ({ KeyId: arn, ReplicaRegion: "eu-west-1" }),
  ReEncrypt: ({ blob }, orders) => ({ CiphertextBlob: blob, DestinationKeyId: orders }),
  RetireGrant: ({ arn, grantId }) => ({ KeyId: arn, GrantId: grantId }),
  RevokeGrant: ({ arn, grantId }) => ({ KeyId: arn, GrantId: grantId }),
  TagResource: ({ arn }) => ({ KeyId: arn, Tags: [{ TagKey: "Team", TagValue: "Blue" }] }),
  UntagResource: ({ arn }) => ({ KeyId: arn, TagKeys: ["Team"] }),
  // The source's side of footnote 10; the destination's has a test of its own.
  UpdateAlias: ({ alias }, orders) => ({ AliasName: alias, TargetKeyId: orders }),
  Sign: ({ arn }) => ({ KeyId: arn, ...ECDSA }),
  Verify: ({ arn, blob }) => ({ KeyId: arn, ...ECDSA, Signature: blob }),
  DeriveSharedSecret: ({ arn, blob }) => ({ KeyId: arn, KeyAgreementAlgorithm: "ECDH", PublicKey: blob }),
  Encapsulate: ({ arn }) => ({ KeyId: arn, EncapsulationAlgorithm: "ML_KEM" }),
  Decapsulate: ({ arn, blob }) => ({
    KeyId: arn,
    EncapsulationAlgorithm: "ML_KEM",
    SharedSecretCiphertextBlob: blob,
  }),
  GenerateDataKeyPair: ({ arn }) => ({ KeyId: arn, KeyPairSpec: "ECC_NIST_P256" }),
  GenerateDataKeyPairWithoutPlaintext: ({ arn }) => ({ KeyId: arn, KeyPairSpec: "ECC_NIST_P256" }),
  GenerateMac: ({ arn }) => ({ KeyId: arn, ...HMAC }),
  VerifyMac: ({ arn, blob }) => ({ KeyId: arn, ...HMAC, Mac: blob }),
  UpdateKeyDescription: ({ arn }) => ({ KeyId: arn, Description: "For the table" }),
};

const declared = Object.entries(ROWS).filter(([operation]) => OPERATIONS.has(operation));
/** A primary key with a replica cannot wait for its deletion: tested where the replicas are (multi-region.test.ts). */
const covered = Object.entries({ ...ROWS, ...NEWER }).filter(
  ([operation]) => OPERATIONS.has(operation) && operation !== "UpdatePrimaryRegion",
);
const engine = await createTestEngine();
const { call, orders, snapshot } = engine;
const stores = await createKeyStoreEngine(engine);
const store = await stores.create(CLUSTER_STORE);

describe("The table of key states holds for", () => {
  test.each(covered)("%s", async (operation, row) => {
    for (const [n, state] of STATES.entries()) {
      const cell = row[state]!;
      if (cell === "N/A") continue;
      const subject = await subjectIn(state, engine, n, KINDS[operation]);
      const before = await snapshot();
      const { error, message } = await call(operation, INPUTS[operation]?.(subject, orders) ?? { KeyId: subject.arn });
      const refusal = cell.startsWith("fail") ? ANSWERS[/\d+/.exec(cell)?.[0] ?? ""]?.(subject.arn) : [null, null];
      expect({ state, answer: [error, message] }).toEqual({ state, answer: refusal });
      expect(error === null || (await snapshot()) === before, "a refusal changes nothing").toBe(true);
      await call("DeleteAlias", { AliasName: subject.alias });
    }
  });

  test("every operation on a key: it is in the table, or among those that are newer", () => {
    const onKeys = [...OPERATIONS.values()].filter(({ keys }) => Object.keys(keys).length > 0);
    const rows = { ...ROWS, ...NEWER };
    expect(onKeys.map(({ name }) => name).filter((name) => !Object.hasOwn(rows, name))).toEqual([]);
  });

  test("the key that an alias is moved to, and the one that a ciphertext is sealed under anew", async () => {
    const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 9") });
    const disabled = await subjectIn("Disabled", engine, 7);
    const pending = await subjectIn("PendingDeletion", engine, 8);
    const moved = await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: pending.arn });
    expect([moved.error, moved.message]).toEqual(ANSWERS["3"]!(pending.arn));
    for (const [{ arn }, answer] of [
      [disabled, ANSWERS["1"]],
      [pending, ANSWERS["3"]],
    ] as const) {
      const again = await call("ReEncrypt", { CiphertextBlob: sealed.body["CiphertextBlob"], DestinationKeyId: arn });
      expect([again.error, again.message]).toEqual(answer!(arn));
    }
  });
});

describe("Declared states are those of the table, reachable yet or not:", () => {
  /** The table has these refused by the key's origin, which we take: see the operation. */
  const byOrigin = (operation: string, state: string): boolean =>
    operation === "GetKeyRotationStatus" && ["PendingImport", "Unavailable"].includes(state);

  test.each(declared)("%s", (operation, row) => {
    const roles = Object.entries(OPERATIONS.get(operation)!.keys);
    for (const [name, { states }] of roles) {
      for (const [state, cell] of Object.entries(row)) {
        if (byOrigin(operation, state) || cell === "N/A") continue;
        const accepted =
          operation === "UpdateAlias" && state === "PendingDeletion" ? name === "current" : !cell.startsWith("fail");
        expect({ name, state, accepted: (states as readonly string[]).includes(state) }).toEqual({
          name,
          state,
          accepted,
        });
      }
    }
  });
});
