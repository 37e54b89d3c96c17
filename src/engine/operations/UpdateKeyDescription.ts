import { description, keyId } from "../shared-fields.ts";
import { defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

export const UpdateKeyDescription = defineOperation({
  name: "UpdateKeyDescription",
  says: "Changes the description of a KMS key.",
  kind: "change",
  input: { KeyId: keyId, Description: description },
  keys: { key: { from: "KeyId", permission: "kms:UpdateKeyDescription", states: NOT_PENDING_DELETION } },
  output: [],
  run({ input, keys: { key }, store }) {
    store.update(key, { description: input.Description });
  },
});
