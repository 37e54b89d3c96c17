import { keyId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const EnableKey = defineOperation({
  name: "EnableKey",
  says: "Lets a disabled KMS key be used again.",
  kind: "change",
  input: { KeyId: keyId },
  keys: { key: { from: "KeyId", permission: "kms:EnableKey", states: ["Enabled", "Disabled", "Unavailable"] } },
  output: [],
  run({ keys: { key }, store, now }) {
    const { rotation } = key;
    // A rotation that came due while the key was disabled is made up for at once (AWS: GetKeyRotationStatus, Disabled).
    const next = rotation.next !== null && rotation.next < now ? now : rotation.next;
    store.update(key, { state: "Enabled", rotation: { ...rotation, next } });
  },
});
