import { keyId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const DisableKey = defineOperation({
  name: "DisableKey",
  says: "Stops all cryptographic use of a KMS key, also for what it sealed before, until it is enabled again.",
  kind: "change",
  input: { KeyId: keyId },
  keys: { key: { from: "KeyId", permission: "kms:DisableKey", states: ["Enabled", "Disabled", "Unavailable"] } },
  output: [],
  run({ keys: { key }, store }) {
    store.update(key, { state: "Disabled" });
  },
});
