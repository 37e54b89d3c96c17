import { keyId, limit, marker } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const ListResourceTags = defineOperation({
  name: "ListResourceTags",
  says: "Lists the tags of a KMS key, a page at a time.",
  kind: "read",
  input: { KeyId: keyId, Limit: limit(50, 50), Marker: marker },
  keys: { key: { from: "KeyId", permission: "kms:ListResourceTags", states: ANY_STATE } },
  output: ["Tags", "NextMarker", "Truncated"],
  run({ input, keys: { key }, store }) {
    const { rows, ...more } = store.tagsPage(key, input.Marker, input.Limit);
    return { Tags: rows.map(({ TagKey, TagValue }) => ({ TagKey, TagValue })), ...more };
  },
});
