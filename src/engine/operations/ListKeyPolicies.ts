import { keyId, limit, marker } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const ListKeyPolicies = defineOperation({
  name: "ListKeyPolicies",
  says: "Lists the names of a KMS key's policies: there is one, and it is called default.",
  kind: "read",
  input: { KeyId: keyId, Limit: limit(1000, 100), Marker: marker },
  keys: { key: { from: "KeyId", permission: "kms:ListKeyPolicies", states: ANY_STATE } },
  output: ["PolicyNames", "NextMarker", "Truncated"],
  run: () => ({ PolicyNames: ["default"], Truncated: false }),
});
