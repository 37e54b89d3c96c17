import { optional } from "../fields.ts";
import { description, flag, keyId, policyText, region, tags } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const ReplicateKey = defineOperation({
  name: "ReplicateKey",
  says: "Makes a replica of a multi-Region primary key in another Region: same key id and material, a key policy and tags of its own.",
  kind: "change",
  input: {
    KeyId: keyId,
    ReplicaRegion: region,
    Policy: optional(policyText),
    BypassPolicyLockoutSafetyCheck: flag,
    Description: optional(description, ""),
    Tags: optional(tags, []),
  },
  keys: { key: { from: "KeyId", permission: "kms:ReplicateKey", states: ["Enabled"], multiRegion: "primary" } },
  permissions: [
    { permission: "kms:CreateKey", like: "key" },
    { permission: "kms:TagResource", when: "Tags", like: "key" },
  ],
  output: ["ReplicaKeyMetadata", "ReplicaPolicy", "ReplicaTags"],
  logged: { bypassPolicyLockoutSafetyCheck: false, description: "" },
  run({ input, keys: { key }, now, store, checkPolicy }) {
    const { ReplicaRegion, Policy, Description, BypassPolicyLockoutSafetyCheck, Tags } = input;
    const bare = store.replicate(key, { region: ReplicaRegion, description: Description, policy: Policy, now });
    if (Policy !== undefined)
      checkPolicy(Policy, { key: { ...bare, tags: Tags }, bypassLockout: BypassPolicyLockoutSafetyCheck === true });
    const replica = store.putTags(bare, Tags);
    return {
      ReplicaKeyMetadata: store.metadata(replica),
      ReplicaPolicy: store.policy(replica).text,
      ReplicaTags: replica.tags.map(({ TagKey, TagValue }) => ({ TagKey, TagValue })),
    };
  },
});
