/** What asymmetric keys do besides signing: RSA encryption, shared secrets, data key pairs; and what they cannot do. */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  sign,
  verify,
} from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64 } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import { ALGORITHM_LISTS, KEY_SPECS, KEY_USAGES, SPECS } from "../keys/specs.ts";
import { b64, createTestEngine } from "../testing/engine.ts";

const { call, trace, orders, snapshot } = await createTestEngine();

async function newKey(KeySpec: string, KeyUsage: string): Promise<string> {
  const { body } = await call("CreateKey", { KeySpec, KeyUsage });
  return (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
}
const spkiOf = async (KeyId: string): Promise<Buffer> =>
  Buffer.from(String((await call("GetPublicKey", { KeyId })).body["PublicKey"]), "base64");
const publicKey = (der: Buffer) => createPublicKey({ key: der, format: "der", type: "spki" });
const bytesIn = (body: JsonObject, member: string): number => fromBase64(body[member] as string).length;

describe("CreateKey", () => {
  /** Bytes of the SubjectPublicKeyInfo (kms-api.md 1.2; the others by arithmetic). */
  const sizes: Readonly<Record<string, number>> = {
    ECC_NIST_P256: 91,
    ECC_NIST_P384: 120,
    ECC_NIST_P521: 158,
    ECC_SECG_P256K1: 88,
    ECC_NIST_EDWARDS25519: 44,
    ML_DSA_44: 1334,
    ML_DSA_65: 1974,
    ML_DSA_87: 2614,
    ML_KEM_512: 822,
    ML_KEM_768: 1206,
    ML_KEM_1024: 1590,
    RSA_2048: 294,
    RSA_3072: 422,
    RSA_4096: 550,
  };
  const kinds = KEY_SPECS.filter((spec) => spec !== "SM2").flatMap((spec) =>
    Object.keys(SPECS[spec].algorithms).map((usage) => [spec, usage as keyof typeof ALGORITHM_LISTS] as const),
  );

  test.each(kinds)(
    "makes a key of spec %s for %s, and both it and its public key name the algorithms",
    async (KeySpec, KeyUsage) => {
      const { body } = await call("CreateKey", { KeySpec, KeyUsage });
      const metadata = body["KeyMetadata"] as unknown as JsonObject & { Arn: string };
      const told = { KeySpec, CustomerMasterKeySpec: KeySpec, KeyUsage };
      const algorithms = { [ALGORITHM_LISTS[KeyUsage]]: SPECS[KeySpec].algorithms[KeyUsage] };
      expect(metadata).toMatchObject({ ...told, ...algorithms, Enabled: true, KeyState: "Enabled", Origin: "AWS_KMS" });
      expect(Object.values(ALGORITHM_LISTS).filter((list) => metadata[list] !== undefined)).toHaveLength(1);
      expect(metadata["CurrentKeyMaterialId"] === undefined).toBe(KeySpec !== "SYMMETRIC_DEFAULT");
      const answer = await call("GetPublicKey", { KeyId: metadata.Arn });
      const size = sizes[KeySpec];
      const PublicKey = answer.body["PublicKey"];
      const wanted = { KeyId: metadata.Arn, PublicKey, ...told, ...algorithms };
      expect([answer.error, answer.message]).toEqual(
        size === undefined ? ["UnsupportedOperationException", null] : [null, null],
      );
      expect(size === undefined ? wanted : answer.body).toEqual(wanted);
      expect(size === undefined ? undefined : bytesIn(answer.body, "PublicKey")).toBe(size);
    },
    60_000,
  );

  test("refuses every usage that does not suit the spec, and a spec that is only sold in China", async () => {
    const before = await snapshot();
    for (const KeySpec of KEY_SPECS.filter((spec) => spec !== "SM2"))
      for (const KeyUsage of KEY_USAGES.filter((usage) => SPECS[KeySpec].algorithms[usage] === undefined)) {
        const { error, message } = await call("CreateKey", { KeySpec, KeyUsage });
        expect([error, message]).toEqual([
          "ValidationException",
          `KeyUsage ${KeyUsage} is not compatible with KeySpec ${KeySpec}`,
        ]);
      }
    const { error, message } = await call("CreateKey", { KeySpec: "SM2", KeyUsage: "SIGN_VERIFY" });
    expect([error, message]).toEqual(["UnsupportedOperationException", "KeySpec SM2 is not supported in this Region"]);
    expect(await snapshot()).toBe(before);
  });
});

describe.each([
  ["RSA_2048", 256, 214, 190],
  ["RSA_3072", 384, 342, 318],
  ["RSA_4096", 512, 470, 446],
] as const)("An encrypting key of spec %s", (spec, modulus, sha1, sha256) => {
  let KeyId = "";
  beforeAll(async () => {
    KeyId = await newKey(spec, "ENCRYPT_DECRYPT");
  }, 60_000);

  test.each([
    ["RSAES_OAEP_SHA_1", "sha1", sha1],
    ["RSAES_OAEP_SHA_256", "sha256", sha256],
  ] as const)(
    "has room for what %s leaves, and opens what others encrypted",
    async (EncryptionAlgorithm, oaepHash, room) => {
      const full = b64(new Uint8Array(room).fill(7));
      const { body } = await call("Encrypt", { KeyId, Plaintext: full, EncryptionAlgorithm });
      expect(body).toEqual({ CiphertextBlob: body["CiphertextBlob"], KeyId, EncryptionAlgorithm });
      expect(bytesIn(body, "CiphertextBlob")).toBe(modulus);
      const key = { key: publicKey(await spkiOf(KeyId)), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
      const foreign = publicEncrypt(key, new Uint8Array(room).fill(7)).toString("base64");
      for (const CiphertextBlob of [String(body["CiphertextBlob"]), foreign]) {
        const opened = await call("Decrypt", { KeyId, CiphertextBlob, EncryptionAlgorithm });
        expect(opened.body).toEqual({ KeyId, Plaintext: full, EncryptionAlgorithm });
      }
      // A rehearsal tells of it too.
      for (const more of [{}, { DryRun: true }]) {
        const Plaintext = b64(new Uint8Array(room + 1));
        const over = await call("Encrypt", { KeyId, Plaintext, EncryptionAlgorithm, ...more });
        expect([over.error, over.message]).toEqual([
          "ValidationException",
          `Algorithm ${EncryptionAlgorithm} and key spec ${spec} cannot encrypt data larger than ${room} bytes.`,
        ]);
      }
    },
  );

  test("refuses what it cannot open, without a word", async () => {
    const EncryptionAlgorithm = "RSAES_OAEP_SHA_256";
    const sealed = fromBase64(
      String((await call("Encrypt", { KeyId, Plaintext: b64("order 7"), EncryptionAlgorithm })).body["CiphertextBlob"]),
    );
    const flipped = sealed.slice();
    flipped[9]! ^= 1;
    for (const [blob, algorithm] of [
      [flipped, EncryptionAlgorithm],
      [sealed.slice(1), EncryptionAlgorithm],
      [sealed, "RSAES_OAEP_SHA_1"],
      // The default is the symmetric algorithm, whose ciphertexts are parsed first.
      [sealed, undefined],
    ] as const) {
      const { error, message } = await call("Decrypt", {
        KeyId,
        CiphertextBlob: b64(blob),
        ...(algorithm === undefined ? {} : { EncryptionAlgorithm: algorithm }),
      });
      expect([error, message]).toEqual(["InvalidCiphertextException", null]);
    }
  });
});

describe("An RSA key for encryption", () => {
  let KeyId = "";
  let blob = "";
  const RSA = { EncryptionAlgorithm: "RSAES_OAEP_SHA_256" };
  const NO_CONTEXT = "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.";
  beforeAll(async () => {
    KeyId = await newKey("RSA_2048", "ENCRYPT_DECRYPT");
    blob = String((await call("Encrypt", { KeyId, Plaintext: b64("order 7"), ...RSA })).body["CiphertextBlob"]);
  });

  test("takes part in ReEncrypt on either side, and has no material id to tell", async () => {
    const moved = await call("ReEncrypt", {
      CiphertextBlob: blob,
      SourceKeyId: KeyId,
      SourceEncryptionAlgorithm: RSA.EncryptionAlgorithm,
      DestinationKeyId: orders,
    });
    expect(Object.keys(moved.body).toSorted()).toEqual([
      "CiphertextBlob",
      "DestinationEncryptionAlgorithm",
      "DestinationKeyMaterialId",
      "KeyId",
      "SourceEncryptionAlgorithm",
      "SourceKeyId",
    ]);
    const back = await call("ReEncrypt", {
      CiphertextBlob: moved.body["CiphertextBlob"],
      DestinationKeyId: KeyId,
      DestinationEncryptionAlgorithm: RSA.EncryptionAlgorithm,
    });
    const opened = await call("Decrypt", { KeyId, CiphertextBlob: back.body["CiphertextBlob"], ...RSA });
    expect(opened.body["Plaintext"]).toBe(b64("order 7"));
  });

  test("must be named, since its ciphertexts name no key", async () => {
    const { error, message } = await call("Decrypt", { CiphertextBlob: blob, ...RSA });
    expect([error, message]).toEqual([
      "ValidationException",
      "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    ]);
  });

  test("knows no encryption context", async () => {
    const EncryptionContext = { tenant: "Blue" };
    for (const [operation, input] of [
      ["Encrypt", { Plaintext: b64("order 7") }],
      ["Decrypt", { CiphertextBlob: blob }],
    ] as const) {
      const { error, message } = await call(operation, { KeyId, EncryptionContext, ...RSA, ...input });
      expect([error, message]).toEqual(["ValidationException", NO_CONTEXT]);
    }
  });

  test("is the wrong key for a blob of a symmetric one, whatever it is for", async () => {
    const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") });
    for (const other of [KeyId, await newKey("RSA_2048", "SIGN_VERIFY")]) {
      const { error } = await call("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"], KeyId: other });
      expect(error).toBe("IncorrectKeyException");
    }
  });

  test("encrypts with its own algorithms only, and wraps no data keys", async () => {
    const plain = await call("Encrypt", { KeyId, Plaintext: b64("order 7") });
    expect([plain.error, plain.message]).toEqual([
      "InvalidKeyUsageException",
      "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.",
    ]);
    for (const [operation, input] of [
      ["GenerateDataKey", { KeySpec: "AES_256" }],
      ["GenerateDataKeyWithoutPlaintext", { KeySpec: "AES_256" }],
      ["GenerateDataKeyPair", { KeyPairSpec: "ECC_NIST_P256" }],
      ["GenerateDataKeyPairWithoutPlaintext", { KeyPairSpec: "ECC_NIST_P256" }],
    ] as const) {
      const { error, message } = await call(operation, { KeyId, ...input });
      expect([error, message]).toEqual([
        "InvalidKeyUsageException",
        "You cannot generate a data key with an asymmetric CMK",
      ]);
    }
  });
});

describe.each([
  ["ECC_NIST_P256", "P-256", 32],
  ["ECC_NIST_P384", "P-384", 48],
  ["ECC_NIST_P521", "P-521", 66],
] as const)("DeriveSharedSecret with a key of spec %s", (spec, namedCurve, length) => {
  test("gives the secret that the other side computes", async () => {
    const KeyId = await newKey(spec, "KEY_AGREEMENT");
    const peer = generateKeyPairSync("ec", { namedCurve });
    const PublicKey = peer.publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const answer = await call("DeriveSharedSecret", { KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey });
    const secret = diffieHellman({ privateKey: peer.privateKey, publicKey: publicKey(await spkiOf(KeyId)) });
    expect(answer.body).toEqual({
      KeyId,
      SharedSecret: secret.toString("base64"),
      KeyAgreementAlgorithm: "ECDH",
      KeyOrigin: "AWS_KMS",
    });
    expect(secret).toHaveLength(length);
    expect(JSON.stringify(await trace(answer))).not.toContain(secret.toString("base64"));
  });

  test("refuses a public key that is none of its curve", async () => {
    const KeyId = await newKey(spec, "KEY_AGREEMENT");
    const other = generateKeyPairSync("ec", { namedCurve: namedCurve === "P-256" ? "P-384" : "P-256" });
    const own = new Uint8Array(await spkiOf(KeyId));
    own[own.length - 1]! ^= 1;
    for (const bytes of [
      new Uint8Array(other.publicKey.export({ format: "der", type: "spki" })),
      own,
      own.slice(0, 40),
    ]) {
      const { error, message } = await call("DeriveSharedSecret", {
        KeyId,
        KeyAgreementAlgorithm: "ECDH",
        PublicKey: b64(bytes),
      });
      expect([error, message]).toEqual([
        "ValidationException",
        `The public key is not a valid public key of key spec ${spec}.`,
      ]);
    }
  });
});

describe.each([
  ["ML_KEM_512", 768],
  ["ML_KEM_768", 1088],
  ["ML_KEM_1024", 1568],
])("A key of spec %s", (KeySpec, ciphertextBytes) => {
  test("carries a secret of 32 bytes to whoever may decapsulate, and never says that a ciphertext is wrong", async () => {
    const KeyId = await newKey(KeySpec, "ENCAPSULATE_DECAPSULATE");
    const asked = { KeyId, EncapsulationAlgorithm: "ML_KEM" };
    const made = await call("Encapsulate", asked);
    const { SharedSecret, SharedSecretCiphertextBlob } = made.body;
    expect(made.body).toEqual({ ...asked, SharedSecret, SharedSecretCiphertextBlob });
    expect([bytesIn(made.body, "SharedSecret"), bytesIn(made.body, "SharedSecretCiphertextBlob")]).toEqual([
      32,
      ciphertextBytes,
    ]);
    const decapsulate = async (blob: Uint8Array<ArrayBuffer>) =>
      call("Decapsulate", { ...asked, SharedSecretCiphertextBlob: b64(blob) });
    const ciphertext = fromBase64(String(SharedSecretCiphertextBlob));
    expect((await decapsulate(ciphertext)).body).toEqual({ ...asked, SharedSecret });
    const altered = ciphertext.slice();
    altered[0]! ^= 1;
    const [one, two] = [await decapsulate(altered), await decapsulate(altered)];
    expect([one.error, bytesIn(one.body, "SharedSecret")]).toEqual([null, 32]);
    expect(one.body["SharedSecret"]).not.toBe(SharedSecret);
    expect(two.body["SharedSecret"]).toBe(one.body["SharedSecret"]);
    const short = await decapsulate(ciphertext.slice(1));
    expect([short.error, short.message]).toEqual(["InvalidCiphertextException", null]);
    const { fields, length } = (await trace(made)).hsm[0]!.anatomy!;
    expect(fields.reduce((sum, field) => sum + field.length, 0)).toBe(length);
    expect(JSON.stringify(await trace(made))).not.toContain(String(SharedSecret));
  });
});

describe("Ed25519", () => {
  let KeyId = "";
  beforeAll(async () => {
    KeyId = await newKey("ECC_NIST_EDWARDS25519", "SIGN_VERIFY");
  });
  const digest = createHash("sha512").update("order 7").digest("base64");

  test("signs messages with Ed25519 and digests with Ed25519ph, each for itself", async () => {
    const raw = { KeyId, Message: b64("order 7"), SigningAlgorithm: "ED25519_SHA_512" };
    const hashed = { KeyId, Message: digest, MessageType: "DIGEST", SigningAlgorithm: "ED25519_PH_SHA_512" };
    for (const form of [raw, hashed]) {
      const { body } = await call("Sign", form);
      expect(bytesIn(body, "Signature")).toBe(64);
      expect((await call("Verify", { ...form, Signature: body["Signature"] })).body["SignatureValid"]).toBe(true);
      const other = form === raw ? hashed : raw;
      expect((await call("Verify", { ...other, Signature: body["Signature"] })).error).toBe(
        "KMSInvalidSignatureException",
      );
    }
    const signature = fromBase64(String((await call("Sign", raw)).body["Signature"]));
    expect(verify(null, Buffer.from("order 7"), publicKey(await spkiOf(KeyId)), signature)).toBe(true);
  });

  test.each([
    ["ED25519_SHA_512", "DIGEST", 64, "Message type DIGEST is incompatible with algorithm ED25519_SHA_512."],
    ["ED25519_PH_SHA_512", "RAW", 7, "Message type RAW is incompatible with algorithm ED25519_PH_SHA_512."],
    ["ED25519_PH_SHA_512", "DIGEST", 63, "Digest is invalid length for algorithm ED25519_PH_SHA_512."],
  ])("with %s refuses a %s of %i bytes", async (SigningAlgorithm, MessageType, length, sentence) => {
    const input = { KeyId, Message: b64(new Uint8Array(length)), MessageType, SigningAlgorithm, Signature: b64("any") };
    for (const operation of ["Sign", "Verify"]) {
      const { error, message } = await call(operation, input);
      expect([error, message]).toEqual(["ValidationException", sentence]);
    }
  });
});

describe.each([
  ["ML_DSA_44", 2420],
  ["ML_DSA_65", 3309],
  ["ML_DSA_87", 4627],
])("A key of spec %s", (KeySpec, signatureBytes) => {
  const SigningAlgorithm = "ML_DSA_SHAKE_256";

  test("signs a message, or the mu that somebody else made of it, to the same effect", async () => {
    const KeyId = await newKey(KeySpec, "SIGN_VERIFY");
    // FIPS 204 algorithm 7: mu hashes the hashed public key, two bytes of domain and context, and the message.
    const tr = createHash("shake256", { outputLength: 64 })
      .update((await spkiOf(KeyId)).subarray(22))
      .digest();
    const mu = createHash("shake256", { outputLength: 64 })
      .update(Buffer.concat([tr, Buffer.from([0, 0]), Buffer.from("order 7")]))
      .digest("base64");
    const forms = [{ Message: b64("order 7") }, { Message: mu, MessageType: "EXTERNAL_MU" }];
    for (const form of forms) {
      const answer = await call("Sign", { KeyId, SigningAlgorithm, ...form });
      expect(bytesIn(answer.body, "Signature")).toBe(signatureBytes);
      const { fields } = (await trace(answer)).hsm[0]!.anatomy!;
      expect(fields.reduce((sum, field) => sum + field.length, 0)).toBe(signatureBytes);
      for (const other of forms) {
        const verified = await call("Verify", {
          KeyId,
          SigningAlgorithm,
          ...other,
          Signature: answer.body["Signature"],
        });
        expect(verified.body["SignatureValid"]).toBe(true);
      }
      for (const wrong of [
        { Message: b64("order 8"), Signature: answer.body["Signature"] },
        { ...form, Signature: b64("no signature") },
      ])
        expect((await call("Verify", { KeyId, SigningAlgorithm, ...wrong })).error).toBe(
          "KMSInvalidSignatureException",
        );
    }
  });

  test("refuses a digest, and a mu of another length", async () => {
    const KeyId = await newKey(KeySpec, "SIGN_VERIFY");
    for (const [MessageType, length, sentence] of [
      ["DIGEST", 64, `Message type DIGEST is incompatible with key spec ${KeySpec}.`],
      ["EXTERNAL_MU", 63, "Digest is invalid length for algorithm ML_DSA_SHAKE_256."],
    ] as const) {
      const { error, message } = await call("Sign", {
        KeyId,
        SigningAlgorithm,
        MessageType,
        Message: b64(new Uint8Array(length)),
      });
      expect([error, message]).toEqual(["ValidationException", sentence]);
    }
  });
});

describe("GenerateDataKeyPair", () => {
  const signing = [
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "ECC_NIST_P256",
    "ECC_NIST_P384",
    "ECC_NIST_P521",
    "ECC_SECG_P256K1",
  ];
  const EncryptionContext = { file: "7" };

  test.each([...signing, "ECC_NIST_EDWARDS25519"])(
    "makes a pair of %s that others can use, and Decrypt gives the private key again",
    async (KeyPairSpec) => {
      const { body } = await call("GenerateDataKeyPair", { KeyId: orders, KeyPairSpec, EncryptionContext });
      expect(Object.keys(body).toSorted()).toEqual([
        "KeyId",
        "KeyMaterialId",
        "KeyPairSpec",
        "PrivateKeyCiphertextBlob",
        "PrivateKeyPlaintext",
        "PublicKey",
      ]);
      const pkcs8 = {
        key: Buffer.from(String(body["PrivateKeyPlaintext"]), "base64"),
        format: "der",
        type: "pkcs8",
      } as const;
      const hash = KeyPairSpec === "ECC_NIST_EDWARDS25519" ? null : "sha256";
      const signature = sign(hash, Buffer.from("order 7"), createPrivateKey(pkcs8));
      const key = publicKey(Buffer.from(String(body["PublicKey"]), "base64"));
      expect(verify(hash, Buffer.from("order 7"), key, signature)).toBe(true);
      const opened = await call("Decrypt", { CiphertextBlob: body["PrivateKeyCiphertextBlob"], EncryptionContext });
      expect(opened.body["Plaintext"]).toBe(body["PrivateKeyPlaintext"]);
    },
    60_000,
  );

  test.each(["ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"])(
    "makes a pair of %s, its private key as a seed",
    async (KeyPairSpec) => {
      const { body } = await call("GenerateDataKeyPair", { KeyId: orders, KeyPairSpec });
      // PKCS #8 around a context tag and the 64 bytes of the seed (RFC 9935).
      const privateKey = Buffer.from(String(body["PrivateKeyPlaintext"]), "base64");
      expect([privateKey.length, privateKey.subarray(20, 22).toString("hex")]).toEqual([86, "8040"]);
    },
  );

  test("keeps the private key to itself when it is asked to, and never shows it in a trace", async () => {
    const closed = await call("GenerateDataKeyPairWithoutPlaintext", { KeyId: orders, KeyPairSpec: "ECC_NIST_P256" });
    expect(Object.keys(closed.body).toSorted()).toEqual([
      "KeyId",
      "KeyMaterialId",
      "KeyPairSpec",
      "PrivateKeyCiphertextBlob",
      "PublicKey",
    ]);
    const open = await call("GenerateDataKeyPair", { KeyId: orders, KeyPairSpec: "ECC_NIST_P256" });
    const told = await trace(open);
    expect(told.hsm.map(({ step }) => step)).toEqual(["pair", "derive", "seal", "forget"]);
    expect(JSON.stringify(told)).not.toContain(String(open.body["PrivateKeyPlaintext"]));
  });

  test.each<[what: string, input: JsonObject, error: string]>([
    ["SM2", { KeyPairSpec: "SM2" }, "UnsupportedOperationException"],
    ["a spec that only signs", { KeyPairSpec: "ML_DSA_65" }, "ValidationException"],
    ["a recipient without a document", { KeyPairSpec: "ECC_NIST_P256", Recipient: {} }, "ValidationException"],
    ["a dry run, at its end", { KeyPairSpec: "ECC_NIST_P256", DryRun: true }, "DryRunOperationException"],
  ])("refuses %s", async (_, input, error) => {
    const answer = await call("GenerateDataKeyPair", { KeyId: orders, ...input });
    expect([answer.status, answer.error]).toEqual([400, error]);
  });
});

describe("Only symmetric keys rotate:", () => {
  test.each([
    ["ECC_NIST_P256", "SIGN_VERIFY"],
    ["HMAC_256", "GENERATE_VERIFY_MAC"],
  ])("a key of spec %s refuses it without a word, and has nothing to be disabled", async (spec, usage) => {
    const KeyId = await newKey(spec, usage);
    for (const operation of ["EnableKeyRotation", "RotateKeyOnDemand", "ListKeyRotations"]) {
      const { status, error, message } = await call(operation, { KeyId });
      expect([operation, status, error, message]).toEqual([operation, 400, "UnsupportedOperationException", null]);
    }
    expect((await call("DisableKeyRotation", { KeyId })).error).toBeNull();
    expect((await call("GetKeyRotationStatus", { KeyId })).body).toEqual({ KeyRotationEnabled: false, KeyId });
  });
});

test("an alias moves between keys of one type and usage only, so that code which uses it does not break", async () => {
  const p256 = await newKey("ECC_NIST_P256", "SIGN_VERIFY");
  await call("CreateAlias", { AliasName: "alias/signing", TargetKeyId: p256 });
  const update = async (TargetKeyId: string) => call("UpdateAlias", { AliasName: "alias/signing", TargetKeyId });
  expect((await update(await newKey("RSA_2048", "SIGN_VERIFY"))).error).toBeNull();
  for (const other of [
    orders,
    await newKey("ECC_NIST_P256", "KEY_AGREEMENT"),
    await newKey("HMAC_256", "GENERATE_VERIFY_MAC"),
    await newKey("RSA_2048", "ENCRYPT_DECRYPT"),
  ])
    expect((await update(other)).error).toBe("ValidationException");
});
