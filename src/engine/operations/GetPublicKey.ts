import { grantTokens, keyId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const GetPublicKey = defineOperation({
  name: "GetPublicKey",
  says: "Hands out the public half of an asymmetric KMS key, for verifying or encrypting outside KMS; it works on a disabled key.",
  kind: "read",
  input: { KeyId: keyId, GrantTokens: grantTokens },
  keys: {
    key: {
      from: "KeyId",
      aliases: true,
      permission: "kms:GetPublicKey",
      // Measured; the documented table still refuses a disabled key (kms-api.md 1.4, 3).
      states: ["Enabled", "Disabled", "Updating"],
      able: "show a public key",
      crossAccount: true,
    },
  },
  output: [
    "KeyId",
    "PublicKey",
    "CustomerMasterKeySpec",
    "KeySpec",
    "KeyUsage",
    "EncryptionAlgorithms",
    "SigningAlgorithms",
    "KeyAgreementAlgorithms",
    "EncapsulationAlgorithms",
  ],
  async run({ keys: { key }, store, hsm }) {
    const { CustomerMasterKeySpec, KeySpec, KeyUsage, ...told } = store.metadata(key);
    const PublicKey = await hsm.publicKey(key);
    return { ...told, KeyId: key.arn, PublicKey, CustomerMasterKeySpec, KeySpec, KeyUsage };
  },
});
