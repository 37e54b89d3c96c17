import { notFound } from "../errors.ts";
import { keyId, policyName } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const GetKeyPolicy = defineOperation({
  name: "GetKeyPolicy",
  says: "Returns the text of a KMS key's one policy.",
  kind: "read",
  input: { KeyId: keyId, PolicyName: policyName },
  keys: { key: { from: "KeyId", permission: "kms:GetKeyPolicy", states: ANY_STATE } },
  output: ["Policy", "PolicyName"],
  logged: { policyName: "default" },
  shape({ PolicyName }) {
    if (PolicyName !== "default") throw notFound("No such policy exists");
  },
  run: ({ input, keys: { key }, store }) => ({ Policy: store.policy(key).text, PolicyName: input.PolicyName }),
});
