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
} from "../fields.ts";
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
      ...CIPHER,
    },
    destination: {
      from: "DestinationKeyId",
      permission: "kms:ReEncryptTo",
      algorithm: "DestinationEncryptionAlgorithm",
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
    const opened = await hsm.open(source, input.CiphertextBlob!, input.SourceEncryptionContext);
    const sealed = await hsm.seal(destination, opened.plaintext, input.DestinationEncryptionContext, "sealed content");
    return {
      CiphertextBlob: sealed.blob,
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      DestinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      SourceKeyMaterialId: opened.materialId,
      DestinationKeyMaterialId: sealed.materialId,
    };
  },
});
