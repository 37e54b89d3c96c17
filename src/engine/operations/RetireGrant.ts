import { optional, string } from "../fields.ts";
import { flag, keyId } from "../shared-fields.ts";
import { checkGrantNamed, grantId } from "../grant-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const RetireGrant = defineOperation({
  name: "RetireGrant",
  says: "Gives a grant back: done by whom the grant itself names for it, or by the account that made it.",
  kind: "change",
  input: {
    GrantToken: optional(string({ min: 1, max: 8192 })),
    KeyId: optional(keyId),
    GrantId: optional(grantId),
    DryRun: flag,
  },
  keys: {
    key: {
      from: "KeyId",
      arnOnly: true,
      grantToken: "GrantToken",
      permission: null,
      states: ANY_STATE,
      crossAccount: true,
    },
  },
  decidedByGrant: { token: "GrantToken", grantId: "GrantId", permission: "kms:RetireGrant" },
  output: [],
  shape: checkGrantNamed,
  run({ input: { GrantToken, GrantId }, keys: { key }, region, now, store: { grants } }) {
    const grant = GrantToken === undefined ? grants.byId(key, GrantId!) : grants.byToken(region, GrantToken)!;
    grants.end(grant, "retired", now);
  },
});
