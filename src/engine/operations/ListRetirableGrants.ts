import { limit, marker } from "../shared-fields.ts";
import { checkRetiringFilter, principalId, servicePrincipal } from "../grant-fields.ts";
import { defineOperation } from "../operation.ts";

export const ListRetirableGrants = defineOperation({
  name: "ListRetirableGrants",
  says: "Lists the grants in this Region that a principal of the account may retire, whoever owns their keys, a page at a time.",
  kind: "read",
  input: {
    Limit: limit(100, 50),
    Marker: marker,
    RetiringPrincipal: principalId,
    RetiringServicePrincipal: servicePrincipal,
  },
  keys: {},
  permissions: [{ permission: "kms:ListRetirableGrants", principal: "RetiringPrincipal" }],
  output: ["Grants", "NextMarker", "Truncated"],
  shape: checkRetiringFilter,
  run({ input: { RetiringPrincipal, Marker, Limit }, caller, region, store: { grants } }) {
    const party = grants.ownParty(RetiringPrincipal!, caller);
    const { rows, ...more } = grants.retirable(region, party, Marker, Limit);
    return { Grants: rows.map((grant) => grants.entry(grant)), ...more };
  },
});
