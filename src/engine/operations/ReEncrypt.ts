import { blob, optional } from "../fields.ts";
import { context, dryRunModifiers, encryptionAlgorithm, flag, grantTokens, keyId } from "../shared-fields.ts";
import { needCiphertext } from "../shapes.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const ReEncrypt = defineOperation({
  name: "ReEncrypt",
  says: "Opens a ciphertext and seals its content under another KMS key or context, without the plaintext ever leaving KMS.",
  kind: "crypto",
  input: {
    CiphertextBlob: optional(blob(1, 6144)),
    SourceEncryptionContext: context,
    SourceKeyId: optional(keyId),
    DestinationKeyId: keyId,
    DestinationEncryptionContext: context,
    SourceEncryptionAlgorithm: encryptionAlgorithm,
    DestinationEncryptionAlgorithm: encryptionAlgorithm,
    GrantTokens: grantTokens,
    DryRun: flag,
    DryRunModifiers: dryRunModifiers,
  },
  keys: {
    source: {
      from: "SourceKeyId",
      ciphertext: "CiphertextBlob",
      permission: "kms:ReEncryptFrom",
      algorithm: "SourceEncryptionAlgorithm",
      context: "SourceEncryptionContext",
      ...CIPHER,
    },
    destination: {
      from: "DestinationKeyId",
      permission: "kms:ReEncryptTo",
      algorithm: "DestinationEncryptionAlgorithm",
      context: "DestinationEncryptionContext",
      ...CIPHER,
    },
  },
  output: [
    "CiphertextBlob",
    "SourceKeyId",
    "KeyId",
    "SourceEncryptionAlgorithm",
    "DestinationEncryptionAlgorithm",
    "SourceKeyMaterialId",
    "DestinationKeyMaterialId",
  ],
  logged: { sourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT", destinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT" },
  shape: (input) => needCiphertext(input.CiphertextBlob, { member: "sourceKeyId", given: input.SourceKeyId }, input),
  async run({ input, keys: { source, destination }, hsm }) {
    const { SourceEncryptionAlgorithm: from, DestinationEncryptionAlgorithm: to } = input;
    const opened = await hsm.decrypt(source, from, input.CiphertextBlob!, input.SourceEncryptionContext);
    const context = input.DestinationEncryptionContext;
    const sealed = await hsm.encrypt(destination, to, opened.plaintext, context, "content");
    return {
      CiphertextBlob: sealed.blob,
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: from,
      DestinationEncryptionAlgorithm: to,
      SourceKeyMaterialId: opened.materialId,
      DestinationKeyMaterialId: sealed.materialId,
    };
  },
});
