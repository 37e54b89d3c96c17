import { optional, string } from "../fields.ts";
import { flag, grantTokens, keyId } from "../shared-fields.ts";
import { checkNewGrant, grantConstraints, grantOperations, principalId, servicePrincipal } from "../grant-fields.ts";
import { defineOperation } from "../operation.ts";

export const CreateGrant = defineOperation({
  name: "CreateGrant",
  says: "Lets a principal use a KMS key in named ways without a change of any policy, until the grant is retired or revoked.",
  kind: "change",
  input: {
    KeyId: keyId,
    GranteePrincipal: principalId,
    RetiringPrincipal: principalId,
    Operations: grantOperations,
    Constraints: grantConstraints,
    GrantTokens: grantTokens,
    Name: optional(string({ min: 1, max: 256, pattern: "^[a-zA-Z0-9:/_-]+$" })),
    DryRun: flag,
    GranteeServicePrincipal: servicePrincipal,
    RetiringServicePrincipal: servicePrincipal,
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:CreateGrant",
      states: ["Enabled", "Unavailable", "Updating"],
      crossAccount: true,
    },
  },
  output: ["GrantToken", "GrantId"],
  rehearses: true,
  shape: checkNewGrant,
  run({ input, keys: { key }, caller, now, random, store: { grants } }) {
    // A service that acts as itself has no account of its own to issue it.
    const { token, grantId } = grants.create(key, grants.asked(input, caller.account || key.account, now), random);
    return { GrantToken: token, GrantId: grantId };
  },
});
