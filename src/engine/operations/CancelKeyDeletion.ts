import { keyId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const CancelKeyDeletion = defineOperation({
  name: "CancelKeyDeletion",
  says: "Takes a KMS key out of its waiting period; it is disabled then, and must be enabled to be used.",
  kind: "change",
  input: { KeyId: keyId },
  keys: {
    key: { from: "KeyId", permission: "kms:CancelKeyDeletion", states: ["PendingDeletion", "PendingReplicaDeletion"] },
  },
  output: ["KeyId"],
  run({ keys: { key }, store }) {
    store.takeBack(key);
    return { KeyId: key.arn };
  },
});
