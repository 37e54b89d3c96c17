import { blob, optional } from "../fields.ts";
import {
  context,
  dryRunModifiers,
  encryptionAlgorithm,
  flag,
  grantTokens,
  keyId,
  recipient,
} from "../shared-fields.ts";
import { needCiphertext } from "../shapes.ts";
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
      context: "EncryptionContext",
      ...CIPHER,
    },
  },
  output: ["KeyId", "Plaintext", "EncryptionAlgorithm", "CiphertextForRecipient", "KeyMaterialId"],
  logged: { encryptionAlgorithm: "SYMMETRIC_DEFAULT" },
  shape(input) {
    needCiphertext(input.CiphertextBlob, { member: "keyId", given: input.KeyId }, input);
  },
  async run({ input, keys: { key }, hsm, now }) {
    const { CiphertextBlob, EncryptionAlgorithm, EncryptionContext } = input;
    const { plaintext, materialId } = await hsm.decrypt(key, EncryptionAlgorithm, CiphertextBlob!, EncryptionContext);
    const { clear, sealed } = await hsm.deliver(plaintext, input.Recipient, now);
    return {
      KeyId: key.arn,
      Plaintext: clear,
      EncryptionAlgorithm,
      CiphertextForRecipient: sealed,
      KeyMaterialId: sealed === undefined ? materialId : undefined,
    };
  },
});
