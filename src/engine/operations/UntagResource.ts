import { list } from "../fields.ts";
import { keyId, tagKey } from "../shared-fields.ts";
import { defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

export const UntagResource = defineOperation({
  name: "UntagResource",
  says: "Takes tags off a KMS key, by their keys; a tag that is not there is no error.",
  kind: "change",
  input: { KeyId: keyId, TagKeys: list(tagKey) },
  keys: { key: { from: "KeyId", permission: "kms:UntagResource", states: NOT_PENDING_DELETION } },
  output: [],
  run({ input, keys: { key }, store }) {
    store.dropTags(key, input.TagKeys);
  },
});
