import { keyId } from "../shared-fields.ts";
import { awaitsDeletion } from "../keys/states.ts";
import { ANY_STATE, defineOperation, ROTATES, seconds } from "../operation.ts";

export const GetKeyRotationStatus = defineOperation({
  name: "GetKeyRotationStatus",
  says: "Tells whether a KMS key rotates by itself, how often, and when next.",
  kind: "read",
  input: { KeyId: keyId },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:GetKeyRotationStatus",
      // @NOTE AWS: the table of key states has EXTERNAL refused here. It is older than the rotation of imported material on demand,
      // and this is where that is asked for (our reading).
      origins: ROTATES,
      states: ANY_STATE,
      crossAccount: true,
    },
  },
  output: ["KeyRotationEnabled", "KeyId", "RotationPeriodInDays", "NextRotationDate", "OnDemandRotationStartDate"],
  run({ keys: { key } }) {
    const { enabled, periodInDays, next } = key.rotation;
    // A key that waits for its deletion does not rotate and says so; its setting comes back when the deletion is cancelled.
    if (!enabled || next === null || awaitsDeletion(key.state)) return { KeyRotationEnabled: false, KeyId: key.arn };
    return {
      KeyRotationEnabled: true,
      KeyId: key.arn,
      RotationPeriodInDays: periodInDays,
      NextRotationDate: seconds(next),
    };
  },
});
