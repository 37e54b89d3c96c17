import {
  blob,
  context,
  dryRunModifiers,
  encryptionAlgorithm,
  flag,
  grantTokens,
  keyId,
  needCiphertext,
  optional,
  recipient,
} from "../fields.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const Decrypt = defineOperation({
  name: "Decrypt",
  says: "Opens a ciphertext that a KMS key sealed; the ciphertext itself names the key.",
  kind: "crypto",
  input: {
    CiphertextBlob: optional(blob(1, 6144)),
    EncryptionContext: context,
    GrantTokens: grantTokens,
    KeyId: optional(keyId),
    EncryptionAlgorithm: encryptionAlgorithm,
    Recipient: recipient,
    DryRun: flag,
    DryRunModifiers: dryRunModifiers,
  },
  keys: {
    key: {
      from: "KeyId",
      ciphertext: "CiphertextBlob",
      permission: "kms:Decrypt",
      algorithm: "EncryptionAlgorithm",
      ...CIPHER,
    },
  },
  output: ["KeyId", "Plaintext", "EncryptionAlgorithm", "CiphertextForRecipient", "KeyMaterialId"],
  logged: { encryptionAlgorithm: "SYMMETRIC_DEFAULT" },
  shape(input) {
    needCiphertext(input.CiphertextBlob, { member: "keyId", given: input.KeyId }, input);
  },
  async run({ input, keys: { key }, hsm, now }) {
    const { plaintext, materialId } = await hsm.open(key, input.CiphertextBlob!, input.EncryptionContext);
    const { clear, sealed } = await hsm.deliver(plaintext, input.Recipient, now);
    return {
      KeyId: key.arn,
      Plaintext: clear,
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      CiphertextForRecipient: sealed,
      KeyMaterialId: sealed === undefined ? materialId : undefined,
    };
  },
});
