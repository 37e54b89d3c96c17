import { aliasName, keyId } from "../fields.ts";
import { ANY_STATE, defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

export const UpdateAlias = defineOperation({
  name: "UpdateAlias",
  says: "Points an alias at another KMS key; whoever calls by the alias uses the new key from then on.",
  kind: "change",
  input: { AliasName: aliasName, TargetKeyId: keyId },
  keys: {
    current: { from: "AliasName", aliasTarget: true, permission: "kms:UpdateAlias", states: ANY_STATE },
    target: { from: "TargetKeyId", permission: "kms:UpdateAlias", states: NOT_PENDING_DELETION },
  },
  permissions: [{ permission: "kms:UpdateAlias", alias: "AliasName" }],
  output: [],
  run({ input, keys: { target }, store, now }) {
    store.retarget(input.AliasName, target, now);
  },
});
