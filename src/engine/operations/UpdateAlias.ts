import { validation } from "../errors.ts";
import { aliasName, keyId } from "../shared-fields.ts";
import { interchangeable } from "../shapes.ts";
import { ANY_STATE, defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

/** @NOTE AWS: sentence not public, that of its documentation. */
const NOT_ALIKE =
  "The current and new KMS key must be the same type (both symmetric or both asymmetric or both HMAC), and they must have the same key usage.";

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
  run({ input, keys: { current, target }, store, now }) {
    if (!interchangeable(current, target)) throw validation(NOT_ALIKE);
    store.retarget(input.AliasName, target, now);
  },
});
