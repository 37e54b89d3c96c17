import { optional } from "../fields.ts";
import { keyId, limit, marker } from "../shared-fields.ts";
import { checkGranteeFilter, grantId, principalId, servicePrincipal } from "../grant-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const ListGrants = defineOperation({
  name: "ListGrants",
  says: "Lists the grants of a KMS key, or those of one grantee, a page at a time.",
  kind: "read",
  input: {
    Limit: limit(100, 50),
    Marker: marker,
    KeyId: keyId,
    GrantId: optional(grantId),
    GranteePrincipal: principalId,
    GranteeServicePrincipal: servicePrincipal,
  },
  keys: { key: { from: "KeyId", permission: "kms:ListGrants", states: ANY_STATE, crossAccount: true } },
  output: ["Grants", "NextMarker", "Truncated"],
  shape: checkGranteeFilter,
  run({ input, keys: { key }, store: { grants } }) {
    const { GrantId, GranteePrincipal, Marker, Limit } = input;
    const grantee = GranteePrincipal === undefined ? null : grants.party(GranteePrincipal);
    const { rows, ...more } = grants.page(key, { grantId: GrantId, grantee }, Marker, Limit);
    return { Grants: rows.map((grant) => grants.entry(grant)), ...more };
  },
});
