import { unsupported, validation } from "../errors.ts";
import { blob, context, dryRunFlag, dryRunModifiers, encryptionAlgorithm, grantTokens, keyId, optional, recipient } from "../fields.ts";
import { defineOperation, IN_USE } from "../operation.ts";

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
    DryRun: dryRunFlag,
    DryRunModifiers: dryRunModifiers,
  },
  keys: {
    key: { from: "KeyId", ciphertext: "CiphertextBlob", aliases: true, permission: "kms:Decrypt", states: IN_USE, usage: "ENCRYPT_DECRYPT", algorithm: "EncryptionAlgorithm", crossAccount: true },
  },
  output: ["KeyId", "Plaintext", "EncryptionAlgorithm", "KeyMaterialId"],
  logged: { encryptionAlgorithm: "SYMMETRIC_DEFAULT" },
  shape({ CiphertextBlob, KeyId, DryRunModifiers, Recipient }) {
    const ignored = DryRunModifiers?.includes("IGNORE_CIPHERTEXT") === true;
    if (CiphertextBlob === undefined && !(ignored && KeyId !== undefined)) throw validation("CiphertextBlob must be specified.");
    if (Recipient !== undefined) throw unsupported();
  },
  async run({ input, keys: { key }, hsm }) {
    const { plaintext, materialId } = await hsm.open(key, input.CiphertextBlob as NonNullable<typeof input.CiphertextBlob>, input.EncryptionContext);
    return { KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: "SYMMETRIC_DEFAULT", KeyMaterialId: materialId };
  },
});
