import { encapsulationAlgorithm, flag, grantTokens, keyId } from "../shared-fields.ts";
import { defineOperation, KEM } from "../operation.ts";

export const Encapsulate = defineOperation({
  name: "Encapsulate",
  says: "Makes a shared secret and, with the public key of an ML-KEM KMS key, the ciphertext that carries it.",
  kind: "crypto",
  input: { KeyId: keyId, EncapsulationAlgorithm: encapsulationAlgorithm, GrantTokens: grantTokens, DryRun: flag },
  keys: { key: { from: "KeyId", permission: "kms:Encapsulate", algorithm: "EncapsulationAlgorithm", ...KEM } },
  output: ["KeyId", "SharedSecret", "SharedSecretCiphertextBlob", "EncapsulationAlgorithm"],
  async run({ input: { EncapsulationAlgorithm }, keys: { key }, hsm }) {
    const { sharedSecret, ciphertext } = await hsm.encapsulate(key, EncapsulationAlgorithm);
    return {
      KeyId: key.arn,
      SharedSecret: sharedSecret,
      SharedSecretCiphertextBlob: ciphertext,
      EncapsulationAlgorithm,
    };
  },
});
