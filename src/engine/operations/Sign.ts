import { flag, grantTokens, keyId, message, messageType, signingAlgorithm } from "../shared-fields.ts";
import { defineOperation, SIGNER } from "../operation.ts";

export const Sign = defineOperation({
  name: "Sign",
  says: "Signs a message of up to 4,096 bytes, or its digest, with the private key of a KMS key.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    Message: message,
    MessageType: messageType,
    GrantTokens: grantTokens,
    SigningAlgorithm: signingAlgorithm,
    DryRun: flag,
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:Sign",
      algorithm: "SigningAlgorithm",
      message: { bytes: "Message", type: "MessageType" },
      ...SIGNER,
    },
  },
  output: ["KeyId", "Signature", "SigningAlgorithm"],
  logged: { messageType: "RAW" },
  async run({ input: { SigningAlgorithm, MessageType, Message }, keys: { key }, hsm }) {
    const Signature = await hsm.sign(key, SigningAlgorithm, MessageType, Message);
    return { KeyId: key.arn, Signature, SigningAlgorithm };
  },
});
