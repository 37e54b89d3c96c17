import { flag, grantTokens, keyId, macAlgorithm, message } from "../shared-fields.ts";
import { defineOperation, MAC } from "../operation.ts";

export const GenerateMac = defineOperation({
  name: "GenerateMac",
  says: "Makes a MAC of a message of up to 4,096 bytes with an HMAC KMS key.",
  kind: "crypto",
  input: { Message: message, KeyId: keyId, MacAlgorithm: macAlgorithm, GrantTokens: grantTokens, DryRun: flag },
  keys: { key: { from: "KeyId", permission: "kms:GenerateMac", algorithm: "MacAlgorithm", ...MAC } },
  output: ["Mac", "MacAlgorithm", "KeyId"],
  async run({ input: { MacAlgorithm, Message }, keys: { key }, hsm }) {
    return { Mac: await hsm.mac(key, MacAlgorithm, Message), MacAlgorithm, KeyId: key.arn };
  },
});
