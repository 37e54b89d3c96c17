import { limit, marker } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const ListKeys = defineOperation({
  name: "ListKeys",
  says: "Lists the ids of all KMS keys of the account in this Region, a page at a time.",
  kind: "read",
  input: { Limit: limit(1000, 100), Marker: marker },
  keys: {},
  permissions: [{ permission: "kms:ListKeys" }],
  output: ["Keys", "NextMarker", "Truncated"],
  run({ input, caller, region, store }) {
    const { rows, ...more } = store.keysPage(caller.account, region, input.Marker, input.Limit);
    return { Keys: rows.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), ...more };
  },
});
