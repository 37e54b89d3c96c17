import { keyId } from "../shared-fields.ts";
import { defineOperation, IN_USE } from "../operation.ts";

export const DisableKeyRotation = defineOperation({
  name: "DisableKeyRotation",
  says: "Stops the automatic rotation of a KMS key; its materials stay as they are.",
  kind: "change",
  input: { KeyId: keyId },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:DisableKeyRotation",
      origins: ["AWS_KMS"],
      states: IN_USE,
      multiRegion: "no-replica",
    },
  },
  output: [],
  run({ keys: { key }, store }) {
    store.setRotation(key, { ...key.rotation, enabled: false, next: null });
  },
});
