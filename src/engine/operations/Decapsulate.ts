import { blob } from "../fields.ts";
import { encapsulationAlgorithm, flag, grantTokens, keyId } from "../shared-fields.ts";
import { defineOperation, KEM } from "../operation.ts";

export const Decapsulate = defineOperation({
  name: "Decapsulate",
  says: "Recovers a shared secret with the private key of an ML-KEM KMS key; an altered ciphertext gives another secret, not an error.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    SharedSecretCiphertextBlob: blob(1, 6144),
    EncapsulationAlgorithm: encapsulationAlgorithm,
    GrantTokens: grantTokens,
    DryRun: flag,
  },
  keys: { key: { from: "KeyId", permission: "kms:Decapsulate", algorithm: "EncapsulationAlgorithm", ...KEM } },
  output: ["KeyId", "SharedSecret", "EncapsulationAlgorithm"],
  async run({ input: { EncapsulationAlgorithm, SharedSecretCiphertextBlob }, keys: { key }, hsm }) {
    const SharedSecret = await hsm.decapsulate(key, EncapsulationAlgorithm, SharedSecretCiphertextBlob);
    return { KeyId: key.arn, SharedSecret, EncapsulationAlgorithm };
  },
});
