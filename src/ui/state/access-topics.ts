/** Engine tables that an answer about access is made from: it is asked again when one of them changed. */
export const ACCESS_TOPICS = [
  "keys",
  "aliases",
  "policies",
  "grants",
  "accounts",
  "principals",
  "groups",
  "managedPolicies",
  "accessKeys",
  "organizations",
  "units",
  "organizationPolicies",
  "vpcs",
  "settings",
];
