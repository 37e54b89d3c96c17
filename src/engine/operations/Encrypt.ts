import { blob } from "../fields.ts";
import { context, encryptionAlgorithm, flag, grantTokens, keyId } from "../shared-fields.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const Encrypt = defineOperation({
  name: "Encrypt",
  says: "Encrypts up to 4,096 bytes under a KMS key; under an RSA key as many as its padding leaves room for.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    Plaintext: blob(1, 4096, "secret"),
    EncryptionContext: context,
    GrantTokens: grantTokens,
    EncryptionAlgorithm: encryptionAlgorithm,
    DryRun: flag,
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:Encrypt",
      algorithm: "EncryptionAlgorithm",
      context: "EncryptionContext",
      plaintext: "Plaintext",
      ...CIPHER,
    },
  },
  output: ["CiphertextBlob", "KeyId", "EncryptionAlgorithm"],
  logged: { encryptionAlgorithm: "SYMMETRIC_DEFAULT" },
  async run({ input: { EncryptionAlgorithm, Plaintext, EncryptionContext }, keys: { key }, hsm }) {
    const { blob } = await hsm.encrypt(key, EncryptionAlgorithm, Plaintext, EncryptionContext, "plaintext");
    return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm };
  },
});
