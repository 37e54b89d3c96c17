import { unsupported } from "../errors.ts";
import { flag, keyId, policyName, policyText } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const PutKeyPolicy = defineOperation({
  name: "PutKeyPolicy",
  says: "Replaces a KMS key's policy, if its caller could still change it afterwards.",
  kind: "change",
  input: { KeyId: keyId, PolicyName: policyName, Policy: policyText, BypassPolicyLockoutSafetyCheck: flag },
  keys: { key: { from: "KeyId", permission: "kms:PutKeyPolicy", states: ANY_STATE } },
  output: [],
  logged: { policyName: "default", bypassPolicyLockoutSafetyCheck: false },
  shape({ PolicyName }) {
    // @NOTE AWS: sentence not public, our reading.
    if (PolicyName !== "default") throw unsupported("Only default policy is supported");
  },
  run({ input: { Policy, BypassPolicyLockoutSafetyCheck }, keys: { key }, store, checkPolicy }) {
    checkPolicy(Policy, { key, bypassLockout: BypassPolicyLockoutSafetyCheck === true });
    store.putPolicy(key, Policy);
  },
});
