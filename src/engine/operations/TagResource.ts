import { keyId, tags } from "../shared-fields.ts";
import { defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

export const TagResource = defineOperation({
  name: "TagResource",
  says: "Puts tags on a KMS key; a tag that is there gets the new value.",
  kind: "change",
  input: { KeyId: keyId, Tags: tags },
  keys: { key: { from: "KeyId", permission: "kms:TagResource", states: NOT_PENDING_DELETION } },
  output: [],
  run({ input, keys: { key }, store }) {
    store.putTags(key, input.Tags);
  },
});
