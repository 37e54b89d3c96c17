/** The owner's side of an import, by Node's own cryptography: nothing of the engine's. */
import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";
import type { JsonObject } from "#wire/json.ts";
import type { CallOptions, TestEngine } from "./engine.ts";

/** RFC 5649's initial value. */
const KWP_IV = Buffer.from("a65959a6", "hex");

/** Encrypts material as one of AWS's wrapping algorithms says. `publicKey`: base64 of the SubjectPublicKeyInfo. */
export function wrapForImport(publicKey: string, algorithm: string, material: Uint8Array): string {
  const key = { key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" } as const;
  const oaepHash = algorithm.endsWith("SHA_1") ? "sha1" : "sha256";
  const oaep = (bytes: Uint8Array): Buffer =>
    publicEncrypt({ ...key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes);
  if (!algorithm.startsWith("RSA_AES_KEY_WRAP")) return oaep(material).toString("base64");
  const aesKey = randomBytes(32);
  const cipher = createCipheriv("id-aes256-wrap-pad", aesKey, KWP_IV);
  return Buffer.concat([oaep(aesKey), cipher.update(material), cipher.final()]).toString("base64");
}

/** What ImportKeyMaterial is asked, under a wrapping key of its own. */
export async function importInput(
  { call }: Pick<TestEngine, "call">,
  keyId: string,
  material: Uint8Array,
  more: JsonObject = {},
  { algorithm = "RSAES_OAEP_SHA_256", ...options }: CallOptions & { readonly algorithm?: string } = {},
): Promise<JsonObject> {
  const asked = { KeyId: keyId, WrappingAlgorithm: algorithm, WrappingKeySpec: "RSA_2048" };
  const { body } = await call("GetParametersForImport", asked, options);
  return {
    KeyId: keyId,
    ImportToken: String(body["ImportToken"]),
    EncryptedKeyMaterial: wrapForImport(String(body["PublicKey"]), algorithm, material),
    ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    ...more,
  };
}
