/** Sign and Verify with every algorithm of every spec. What is signed here is verified by node:crypto, and the other way round. */
import { constants, createHash, createPublicKey, verify, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import { SPECS, type KeySpecName } from "../keys/specs.ts";
import { b64, createTestEngine } from "../testing/engine.ts";

const { call, trace } = await createTestEngine();
const ORDER = Buffer.from("order 7");

async function newKey(KeySpec: string, KeyUsage = "SIGN_VERIFY"): Promise<string> {
  const { body } = await call("CreateKey", { KeySpec, KeyUsage });
  return (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
}

async function publicKeyOf(KeyId: string): Promise<KeyObject> {
  const { body } = await call("GetPublicKey", { KeyId });
  return createPublicKey({ key: Buffer.from(String(body["PublicKey"]), "base64"), format: "der", type: "spki" });
}

const hashOf = (algorithm: string): string => `sha${algorithm.slice(-3)}`;
const digestOf = (algorithm: string, message: Uint8Array): string =>
  createHash(hashOf(algorithm)).update(message).digest("base64");
/** The same signature, one bit another. */
const altered = (signature: string): string => {
  const bytes = fromBase64(signature);
  bytes[bytes.length - 1]! ^= 1;
  return b64(bytes);
};

/** What node:crypto says of a signature. */
function holds(key: KeyObject, algorithm: string, message: Uint8Array, signature: Bytes): boolean {
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify(hashOf(algorithm), message, algorithm.startsWith("RSASSA_PSS") ? pss : key, signature);
}

const hashing = (Object.keys(SPECS) as KeySpecName[])
  .filter((spec) => spec !== "SM2" && ["rsa", "ec"].includes(SPECS[spec].family))
  .map((spec) => [spec, SPECS[spec].algorithms.SIGN_VERIFY!] as const);

describe.each(hashing)("A key of spec %s", (spec, algorithms) => {
  let KeyId = "";
  let key: KeyObject;
  beforeAll(async () => {
    KeyId = await newKey(spec);
    key = await publicKeyOf(KeyId);
  }, 60_000);

  test.each(algorithms)(
    "signs a message and its digest with %s so that others and itself can verify both",
    async (algorithm) => {
      const asked = { KeyId, SigningAlgorithm: algorithm };
      const forms = [
        { MessageType: "RAW", Message: b64(new Uint8Array(ORDER)) },
        { MessageType: "DIGEST", Message: digestOf(algorithm, ORDER) },
      ];
      for (const form of forms) {
        const { body } = await call("Sign", { ...asked, ...form });
        const Signature = String(body["Signature"]);
        expect(body).toEqual({ KeyId, Signature, SigningAlgorithm: algorithm });
        expect(holds(key, algorithm, ORDER, fromBase64(Signature))).toBe(true);
        for (const other of forms) {
          const verified = await call("Verify", { ...asked, ...other, Signature });
          expect(verified.body).toEqual({ KeyId, SignatureValid: true, SigningAlgorithm: algorithm });
          for (const wrong of [
            { ...other, Signature: altered(Signature) },
            { ...other, Signature: b64("no signature") },
            form === other && other.MessageType === "RAW"
              ? { ...other, Signature, Message: b64("order 8") }
              : { MessageType: "DIGEST", Message: digestOf(algorithm, Buffer.from("order 8")), Signature },
          ]) {
            const { status, error, message } = await call("Verify", { ...asked, ...wrong });
            expect([status, error, message]).toEqual([400, "KMSInvalidSignatureException", null]);
          }
        }
      }
    },
    60_000,
  );

  test("signs the same message differently each time, where the scheme has a nonce or a salt", async () => {
    for (const SigningAlgorithm of algorithms)
      for (const [MessageType, Message] of [
        ["RAW", b64("order 7")],
        ["DIGEST", digestOf(SigningAlgorithm, ORDER)],
      ]) {
        const sign = async () =>
          (await call("Sign", { KeyId, Message, MessageType, SigningAlgorithm })).body["Signature"];
        expect((await sign()) === (await sign())).toBe(SigningAlgorithm.startsWith("RSASSA_PKCS1"));
      }
  }, 60_000);

  test("shows its signature's fields and not a word of the private key", async () => {
    const [SigningAlgorithm] = algorithms;
    const answer = await call("Sign", { KeyId, Message: b64("order 7"), SigningAlgorithm: SigningAlgorithm! });
    const { hsm } = await trace(answer);
    expect(hsm.map(({ step }) => step)).toEqual(["sign"]);
    const { fields, length } = hsm[0]!.anatomy!;
    expect(length).toBe(fromBase64(String(answer.body["Signature"])).length);
    expect(fields.reduce((sum, field) => sum + field.length, 0)).toBe(length);
  });
});

describe("Sign and Verify refuse", () => {
  const rows: readonly [
    what: string,
    spec: string,
    usage: string,
    input: JsonObject,
    error: string,
    message: string,
  ][] = [
    [
      "another usage, with the operation's name",
      "ECC_NIST_P256",
      "KEY_AGREEMENT",
      { SigningAlgorithm: "ECDSA_SHA_256" },
      "InvalidKeyUsageException",
      "ARN key usage is KEY_AGREEMENT which is not valid for OPERATION.",
    ],
    [
      "an algorithm of another spec, before they look at the digest",
      "ECC_NIST_P256",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_384", MessageType: "DIGEST" },
      "InvalidKeyUsageException",
      "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.",
    ],
    [
      "a digest that is too short",
      "ECC_SECG_P256K1",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_256", MessageType: "DIGEST", Message: b64(new Uint8Array(31)) },
      "ValidationException",
      "Digest is invalid length for algorithm ECDSA_SHA_256.",
    ],
    [
      "mu for an algorithm that has none",
      "ECC_NIST_P384",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_384", MessageType: "EXTERNAL_MU", Message: b64(new Uint8Array(64)) },
      "ValidationException",
      "Message type EXTERNAL_MU is incompatible with algorithm ECDSA_SHA_384.",
    ],
    [
      "an algorithm that is none, whatever the key",
      "ECC_NIST_P256",
      "SIGN_VERIFY",
      { SigningAlgorithm: "RSAES_OAEP_SHA_256" },
      "ValidationException",
      "1 validation error detected: Value 'RSAES_OAEP_SHA_256' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RSASSA_PSS_SHA_256, RSASSA_PSS_SHA_384, RSASSA_PSS_SHA_512, RSASSA_PKCS1_V1_5_SHA_256, RSASSA_PKCS1_V1_5_SHA_384, RSASSA_PKCS1_V1_5_SHA_512, ECDSA_SHA_256, ECDSA_SHA_384, ECDSA_SHA_512, ED25519_SHA_512, ED25519_PH_SHA_512, SM2DSA, ML_DSA_SHAKE_256]",
    ],
    [
      "a message type that is none",
      "ECC_NIST_P256",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_256", MessageType: "HASH" },
      "ValidationException",
      "1 validation error detected: Value 'HASH' at 'messageType' failed to satisfy constraint: Member must satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]",
    ],
    [
      "4,097 bytes",
      "ECC_NIST_P256",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_256", Message: b64(new Uint8Array(4097)) },
      "ValidationException",
      "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      "a dry run, at its end",
      "ECC_NIST_P256",
      "SIGN_VERIFY",
      { SigningAlgorithm: "ECDSA_SHA_256", DryRun: true },
      "DryRunOperationException",
      "The request would have succeeded, but the DryRun option is set.",
    ],
  ];

  test.each(rows)("%s", async (_, spec, usage, input, error, message) => {
    const KeyId = await newKey(spec, usage);
    for (const operation of ["Sign", "Verify"]) {
      const answer = await call(operation, { KeyId, Message: b64("order 7"), Signature: b64("any"), ...input });
      expect([answer.status, answer.error, answer.message]).toEqual([
        400,
        error,
        message.replace("ARN", KeyId).replace("OPERATION", operation),
      ]);
    }
  });
});
