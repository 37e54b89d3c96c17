import { keyId } from "../shared-fields.ts";
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
  run({ keys: { key }, store }) {
    const { enabled, periodInDays, next } = store.rotation(key);
    if (!enabled || next === null) return { KeyRotationEnabled: false, KeyId: key.arn };
    return {
      KeyRotationEnabled: true,
      KeyId: key.arn,
      RotationPeriodInDays: periodInDays,
      NextRotationDate: seconds(next),
    };
  },
});
