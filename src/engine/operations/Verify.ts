import { blob } from "../fields.ts";
import { flag, grantTokens, keyId, message, messageType, signingAlgorithm } from "../shared-fields.ts";
import { defineOperation, SIGNER } from "../operation.ts";

export const Verify = defineOperation({
  name: "Verify",
  says: "Verifies a signature with the public key of a KMS key; one that does not hold is an error, not an answer.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    Message: message,
    MessageType: messageType,
    Signature: blob(1, 6144),
    SigningAlgorithm: signingAlgorithm,
    GrantTokens: grantTokens,
    DryRun: flag,
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:Verify",
      algorithm: "SigningAlgorithm",
      message: { bytes: "Message", type: "MessageType" },
      ...SIGNER,
    },
  },
  output: ["KeyId", "SignatureValid", "SigningAlgorithm"],
  logged: { messageType: "RAW" },
  async run({ input: { SigningAlgorithm, MessageType, Message, Signature }, keys: { key }, hsm }) {
    await hsm.verify(key, SigningAlgorithm, MessageType, Message, Signature);
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm };
  },
});
