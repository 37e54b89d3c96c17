import { oneOf } from "../fields.ts";
import { keyId } from "../shared-fields.ts";
import { days, defineOperation, IMPORTABLE, seconds } from "../operation.ts";

export const GetParametersForImport = defineOperation({
  name: "GetParametersForImport",
  says: "Gives a public key under which material for a KMS key can be encrypted, and the import token that belongs to it.",
  kind: "read",
  input: {
    KeyId: keyId,
    WrappingAlgorithm: oneOf(
      "RSAES_PKCS1_V1_5",
      "RSAES_OAEP_SHA_1",
      "RSAES_OAEP_SHA_256",
      "RSA_AES_KEY_WRAP_SHA_1",
      "RSA_AES_KEY_WRAP_SHA_256",
      "SM2PKE",
    ),
    WrappingKeySpec: oneOf("RSA_2048", "RSA_3072", "RSA_4096", "SM2"),
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:GetParametersForImport",
      ...IMPORTABLE,
      states: ["Enabled", "Disabled", "PendingImport"],
    },
  },
  output: ["KeyId", "ImportToken", "PublicKey", "ParametersValidTo"],
  steps: {
    wrapping: "Makes an RSA key pair for this import alone; its private half leaves only sealed, inside the token.",
  },
  async run({ input, keys: { key }, hsm, now }) {
    const expires = now + days(1);
    const { publicKey, token } = await hsm.newWrappingKey(key, input.WrappingAlgorithm, input.WrappingKeySpec, expires);
    return { KeyId: key.arn, ImportToken: token, PublicKey: publicKey, ParametersValidTo: seconds(expires) };
  },
});
