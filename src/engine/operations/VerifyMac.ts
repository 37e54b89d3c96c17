import { blob } from "../fields.ts";
import { flag, grantTokens, keyId, macAlgorithm, message } from "../shared-fields.ts";
import { defineOperation, MAC } from "../operation.ts";

export const VerifyMac = defineOperation({
  name: "VerifyMac",
  says: "Verifies a MAC with an HMAC KMS key; one that does not hold is an error, not an answer.",
  kind: "crypto",
  input: {
    Message: message,
    KeyId: keyId,
    MacAlgorithm: macAlgorithm,
    Mac: blob(1, 6144),
    GrantTokens: grantTokens,
    DryRun: flag,
  },
  keys: { key: { from: "KeyId", permission: "kms:VerifyMac", algorithm: "MacAlgorithm", ...MAC } },
  output: ["KeyId", "MacValid", "MacAlgorithm"],
  async run({ input: { MacAlgorithm, Message, Mac }, keys: { key }, hsm }) {
    await hsm.verifyMac(key, MacAlgorithm, Message, Mac);
    return { KeyId: key.arn, MacValid: true, MacAlgorithm };
  },
});
