import { validation } from "../errors.ts";
import { integer, optional } from "../fields.ts";
import { keyId } from "../shared-fields.ts";
import { days, defineOperation, seconds } from "../operation.ts";

export const ScheduleKeyDeletion = defineOperation({
  name: "ScheduleKeyDeletion",
  says: "Starts the waiting period of 7 to 30 days after which a KMS key, its material and its aliases are destroyed.",
  kind: "change",
  input: { KeyId: keyId, PendingWindowInDays: optional(integer(1, 365), 30) },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:ScheduleKeyDeletion",
      states: ["Enabled", "Disabled", "PendingImport", "Unavailable", "Creating"],
    },
  },
  output: ["KeyId", "DeletionDate", "KeyState", "PendingWindowInDays"],
  logged: { pendingWindowInDays: 30 },
  shape({ PendingWindowInDays }) {
    // The model says 1 to 365, the service narrows it. @NOTE AWS: sentence not public, our reading.
    if (PendingWindowInDays < 7 || PendingWindowInDays > 30)
      throw validation("PendingWindowInDays must be between 7 and 30, inclusive.");
  },
  run({ input: { PendingWindowInDays }, keys: { key }, store, now }) {
    if (store.hasReplicas(key)) {
      // The waiting period begins when the last replica is gone.
      store.update(key, { state: "PendingReplicaDeletion", pendingWindowInDays: PendingWindowInDays });
      return { KeyId: key.arn, KeyState: "PendingReplicaDeletion", PendingWindowInDays };
    }
    const deletionDate = now + days(PendingWindowInDays);
    store.update(key, {
      state: "PendingDeletion",
      settles: null,
      deletionDate,
      pendingWindowInDays: PendingWindowInDays,
    });
    return { KeyId: key.arn, DeletionDate: seconds(deletionDate), KeyState: "PendingDeletion", PendingWindowInDays };
  },
});
