import { blob } from "../fields.ts";
import { flag, grantTokens, keyAgreementAlgorithm, keyId, recipient } from "../shared-fields.ts";
import { AGREEMENT, defineOperation } from "../operation.ts";

export const DeriveSharedSecret = defineOperation({
  name: "DeriveSharedSecret",
  says: "Derives the secret that a KMS key shares with the owner of another public key on the same curve.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    KeyAgreementAlgorithm: keyAgreementAlgorithm,
    PublicKey: blob(1, 8192),
    GrantTokens: grantTokens,
    DryRun: flag,
    Recipient: recipient,
  },
  keys: {
    key: { from: "KeyId", permission: "kms:DeriveSharedSecret", algorithm: "KeyAgreementAlgorithm", ...AGREEMENT },
  },
  output: ["KeyId", "SharedSecret", "CiphertextForRecipient", "KeyAgreementAlgorithm", "KeyOrigin"],
  async run({ input: { KeyAgreementAlgorithm, PublicKey, Recipient }, keys: { key }, hsm, now }) {
    const secret = await hsm.agree(key, KeyAgreementAlgorithm, PublicKey);
    const { clear, sealed } = await hsm.deliver(secret, Recipient, now);
    return {
      KeyId: key.arn,
      SharedSecret: clear,
      CiphertextForRecipient: sealed,
      KeyAgreementAlgorithm,
      KeyOrigin: key.origin,
    };
  },
});
