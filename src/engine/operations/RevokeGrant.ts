import { flag, keyId } from "../shared-fields.ts";
import { grantId } from "../grant-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const RevokeGrant = defineOperation({
  name: "RevokeGrant",
  says: "Takes a grant away from its grantee; policies decide who may.",
  kind: "change",
  input: { KeyId: keyId, GrantId: grantId, DryRun: flag },
  keys: { key: { from: "KeyId", permission: "kms:RevokeGrant", states: ANY_STATE, crossAccount: true } },
  output: [],
  rehearses: true,
  run({ input: { GrantId }, keys: { key }, now, store: { grants } }) {
    grants.end(grants.byId(key, GrantId), "revoked", now);
  },
});
