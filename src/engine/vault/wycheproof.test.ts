/**
 * Project Wycheproof's vectors: what is known to have gone wrong in other implementations. Keys that can be imported go through the front
 * door; public keys and AES keys, which no operation takes, go to the vault's families directly.
 */
import { createECDH, createPrivateKey, createPublicKey, publicEncrypt, constants } from "node:crypto";
import { describe, expect, test } from "vitest";
import { base64, concat, fromBase64, fromHex, hex, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../keys/messages.ts";
import type { KeySpec, MaterialRow } from "../keys/rows.ts";
import { createTestEngine, b64, type TestEngine } from "../testing/engine.ts";
import { importInput } from "../testing/importing.ts";
import { bytesOf, misjudged, vectorsOf, type VectorGroup } from "../testing/wycheproof.ts";
import { openOuter } from "./external.ts";
import { EdwardsMaterial } from "./families/edwards.ts";
import { wrapBytes, type KeyMaterial } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import { Safe } from "./keyring.ts";

const safe = new Safe(await Safe.create());
const BINDING = { keyRow: "us-east-1/key", materialId: "ab".repeat(32) };
const row = (made: Pick<MaterialRow, "wrapped" | "publicKey">): MaterialRow => ({
  id: "us-east-1/key/00001",
  ordinal: 1,
  how: "created",
  since: 0,
  imported: null,
  ...BINDING,
  ...made,
});

/** A row whose public half is the vectors'. Its private half is none: nothing is signed with it. */
const withPublicKey = async (publicKey: Bytes): Promise<MaterialRow> =>
  row(await wrapBytes(safe, BINDING, new Uint8Array(32), publicKey));

/** One value a group. */
function once<T>(make: (group: VectorGroup) => Promise<T>): (group: VectorGroup) => Promise<T> {
  const made = new Map<VectorGroup, Promise<T>>();
  return (group) => {
    const value = made.get(group) ?? make(group);
    made.set(group, value);
    return value;
  };
}

/** A new key of a spec with imported material; its ARN. */
async function imported(engine: TestEngine, KeySpec: string, KeyUsage: string, material: Bytes): Promise<string> {
  const { body } = await engine.call("CreateKey", { KeySpec, KeyUsage, Origin: "EXTERNAL" });
  const { Arn } = body["KeyMetadata"] as unknown as { Arn: string };
  const input = await importInput(engine, Arn, material, {}, { algorithm: "RSA_AES_KEY_WRAP_SHA_256" });
  const { error, message } = await engine.call("ImportKeyMaterial", input);
  if (error !== null) throw new Error(`${error}: ${message}`);
  return Arn;
}

const digestOf = async (algorithm: string, message: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest(`SHA-${algorithm.slice(-3)}`, message));

const ECDSA: Readonly<Record<string, string>> = {
  ECC_NIST_P256: "ECDSA_SHA_256",
  ECC_NIST_P384: "ECDSA_SHA_384",
  ECC_NIST_P521: "ECDSA_SHA_512",
  ECC_SECG_P256K1: "ECDSA_SHA_256",
};

describe.each(["ecdsa", "rsa-pss", "rsa-pkcs1"])("Signatures of %s", (name) => {
  const groups = vectorsOf(name);
  const material = once(async (group) => {
    const spec = group.text("spec") as KeySpec;
    return familyOf(spec).open(safe, spec, await withPublicKey(fromHex(group.text("publicKey"))));
  });

  test.each<MessageType>(["RAW", "DIGEST"])("are judged as the vectors say, over a message as %s", async (type) => {
    const wrong = await misjudged(groups, async (vector, group) => {
      const algorithm = ECDSA[group.text("spec")] ?? group.text("algorithm");
      const raw = bytesOf(vector, "msg");
      const message = type === "RAW" ? raw : await digestOf(algorithm, raw);
      return (await material(group)).verify!(algorithm, type, message, bytesOf(vector, "sig"));
    });
    expect(wrong).toEqual([]);
  });
});

describe("Signatures of Ed25519", () => {
  const groups = vectorsOf("ed25519");
  const RAW = ["ED25519_SHA_512", "RAW"] as const;
  const pkcs8 = (group: VectorGroup): Bytes =>
    concat(fromHex("302e020100300506032b657004220420"), fromHex(group.text("seed")));

  test.each([
    ["WebCrypto", true],
    ["noble", false],
  ])("are made and judged by %s as the vectors say", async (_by, native) => {
    const material = once(async (group) => {
      const taken = row(
        (await familyOf("ECC_NIST_EDWARDS25519").take(safe, "ECC_NIST_EDWARDS25519", BINDING, pkcs8(group)))!,
      );
      expect(taken.publicKey).toBe(base64(fromHex(group.text("publicKey"))));
      return new EdwardsMaterial(safe, taken, native);
    });
    const wrong = await misjudged(groups, async (vector, group) => {
      const key = await material(group);
      const [message, signature] = [bytesOf(vector, "msg"), bytesOf(vector, "sig")];
      // The scheme has one signature of a message.
      const made = hex(await key.sign(...RAW, message)) === hex(signature);
      const holds = await key.verify(...RAW, message, signature);
      if (made !== holds) throw new Error(`signs ${made}, verifies ${holds}`);
      return holds;
    });
    expect(wrong).toEqual([]);
  });

  test("hold for an imported key too", async () => {
    const engine = await createTestEngine();
    const group = groups.toSorted((a, b) => b.tests.length - a.tests.length)[0]!;
    const KeyId = await imported(engine, "ECC_NIST_EDWARDS25519", "SIGN_VERIFY", pkcs8(group));
    const asked = { KeyId, SigningAlgorithm: "ED25519_SHA_512" };
    // KMS takes no empty message and no empty signature.
    const tests = group.tests.filter(({ msg, sig }) => msg !== "" && sig !== "");
    const wrong = await misjudged([{ ...group, tests }], async (vector) => {
      const [Message, Signature] = [b64(bytesOf(vector, "msg")), b64(bytesOf(vector, "sig"))];
      const { error } = await engine.call("Verify", { ...asked, Message, Signature });
      return error === null;
    });
    expect(wrong).toEqual([]);
  });
});

describe("RSAES-OAEP", () => {
  test.each(
    vectorsOf("rsa-oaep").map((group) => [`${group.text("spec")} and ${group.text("algorithm")}`, group] as const),
  )("under an imported key of %s opens what the vectors say, and nothing that has a label", async (_spec, group) => {
    const engine = await createTestEngine();
    const [spec, EncryptionAlgorithm] = [group.text("spec"), group.text("algorithm")];
    const KeyId = await imported(engine, spec, "ENCRYPT_DECRYPT", fromHex(group.text("privateKey")));
    // KMS takes no empty ciphertext; and it has no labels.
    const tests = group.tests
      .filter(({ ct }) => ct !== "")
      .map((vector) => (vector["label"] === "" ? vector : { ...vector, result: "invalid" as const }));
    const wrong = await misjudged([{ ...group, tests }], async (vector) => {
      const CiphertextBlob = b64(bytesOf(vector, "ct"));
      const { body, error } = await engine.call("Decrypt", { KeyId, EncryptionAlgorithm, CiphertextBlob });
      if (error !== null && error !== "InvalidCiphertextException") throw new Error(error);
      return error === null && String(body["Plaintext"]) === b64(bytesOf(vector, "msg"));
    });
    expect(wrong).toEqual([]);
  });
});

describe("HMAC", () => {
  const groups = vectorsOf("hmac");

  test("is made and judged as the vectors say", async () => {
    const wrong = await misjudged(groups, async (vector, group) => {
      const spec = group.text("spec") as KeySpec;
      const taken = await familyOf(spec).take(safe, spec, BINDING, bytesOf(vector, "key"));
      const key: KeyMaterial = await familyOf(spec).open(safe, spec, row(taken!));
      const [message, tag] = [bytesOf(vector, "msg"), bytesOf(vector, "tag")];
      const made = hex(await key.mac!(message)) === hex(tag);
      const holds = await key.verifyMac!(message, tag);
      if (made !== holds) throw new Error(`makes ${made}, verifies ${holds}`);
      return holds;
    });
    expect(wrong).toEqual([]);
  });

  test.each(groups.map((group) => [group.text("spec"), group] as const))(
    "of an imported key of spec %s is the vector's",
    async (spec, group) => {
      const engine = await createTestEngine();
      const vector = group.tests.find(({ result, msg }) => result === "valid" && msg !== "")!;
      const KeyId = await imported(engine, spec, "GENERATE_VERIFY_MAC", bytesOf(vector, "key"));
      const asked = { KeyId, MacAlgorithm: spec.replace("_", "_SHA_"), Message: b64(bytesOf(vector, "msg")) };
      const { body } = await engine.call("GenerateMac", asked);
      expect(body["Mac"]).toBe(b64(bytesOf(vector, "tag")));
    },
  );
});

test("AES-KWP around imported material opens as the vectors say", async () => {
  const engine = await createTestEngine();
  const { body } = await engine.call("CreateKey", { Origin: "EXTERNAL" });
  const { Arn } = body["KeyMetadata"] as unknown as { Arn: string };
  const algorithm = { WrappingAlgorithm: "RSA_AES_KEY_WRAP_SHA_256", WrappingKeySpec: "RSA_2048" };
  const parameters = (await engine.call("GetParametersForImport", { KeyId: Arn, ...algorithm })).body;
  const publicKey = createPublicKey({
    key: Buffer.from(String(parameters["PublicKey"]), "base64"),
    format: "der",
    type: "spki",
  });
  const oaep = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const taken: string[] = [];
  const wrong = await misjudged(vectorsOf("aes-kwp"), async (vector) => {
    const wrapped = concat(publicEncrypt(oaep, bytesOf(vector, "key")), bytesOf(vector, "ct"));
    const { error } = await engine.call("ImportKeyMaterial", {
      KeyId: Arn,
      ImportToken: String(parameters["ImportToken"]),
      EncryptedKeyMaterial: b64(wrapped),
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
    if (error === null) taken.push(String(vector["msg"]));
    // What was opened is judged as material after that: too long, too short, or not the bytes that were there first.
    if (error !== null && !["InvalidCiphertextException", "IncorrectKeyMaterialException"].includes(error))
      throw new Error(error);
    return error !== "InvalidCiphertextException";
  });
  expect(wrong).toEqual([]);
  expect(taken.map((material) => material.length / 2)).toEqual([32]);
});

test("AES-GCM opens as the vectors say, under a key of the vault's", async () => {
  const wrong = await misjudged(vectorsOf("aes-gcm"), async (vector) => {
    const binding = { keyRow: "key", materialId: "external" };
    const { wrapped } = await wrapBytes(safe, binding, bytesOf(vector, "key"));
    const outer = { iv: bytesOf(vector, "iv"), ciphertext: bytesOf(vector, "ct"), tag: bytesOf(vector, "tag") };
    const opened = await openOuter(safe, { id: "key", wrapped }, bytesOf(vector, "aad"), outer);
    return opened !== null && hex(opened) === vector["msg"];
  });
  expect(wrong).toEqual([]);
});

describe("ECDH", () => {
  const CURVES: Readonly<Record<string, readonly [jwk: string, node: string, bytes: number]>> = {
    ECC_NIST_P256: ["P-256", "prime256v1", 32],
    ECC_NIST_P384: ["P-384", "secp384r1", 48],
    ECC_NIST_P521: ["P-521", "secp521r1", 66],
  };
  /** The vectors' private keys are integers. */
  const pkcs8 = (spec: string, integer: string): Bytes => {
    const [crv, name, size] = CURVES[spec]!;
    const scalar = Buffer.from(integer.padStart(2 * size, "0").slice(-2 * size), "hex");
    const point = createECDH(name);
    point.setPrivateKey(scalar);
    const url = (bytes: Buffer): string => bytes.toString("base64url");
    const [x, y] = [point.getPublicKey().subarray(1, 1 + size), point.getPublicKey().subarray(1 + size)];
    const key = { kty: "EC", crv, d: url(scalar), x: url(x), y: url(y) };
    return new Uint8Array(createPrivateKey({ key, format: "jwk" }).export({ format: "der", type: "pkcs8" }));
  };
  const groups = vectorsOf("ecdh");

  test("comes to the vectors' secrets, and to none with a peer that is no point of the curve", async () => {
    const wrong = await misjudged(groups, async (vector, group) => {
      const spec = group.text("spec") as KeySpec;
      const taken = await familyOf(spec).take(safe, spec, BINDING, pkcs8(spec, String(vector["private"])));
      const secret = await (await familyOf(spec).open(safe, spec, row(taken!))).agree!(bytesOf(vector, "public"));
      if (secret !== null && hex(secret) !== vector["shared"]) throw new Error("another secret");
      return secret !== null;
    });
    expect(wrong).toEqual([]);
  });

  test.each(groups.map((group) => [group.text("spec"), group] as const))(
    "with an imported key of spec %s comes to the vector's secret",
    async (spec, group) => {
      const engine = await createTestEngine();
      const vector = group.tests.find(({ result }) => result === "valid")!;
      const KeyId = await imported(engine, spec, "KEY_AGREEMENT", pkcs8(spec, String(vector["private"])));
      const asked = { KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey: b64(bytesOf(vector, "public")) };
      const { body } = await engine.call("DeriveSharedSecret", asked);
      expect(hex(fromBase64(String(body["SharedSecret"])))).toBe(vector["shared"]);
    },
  );
});
