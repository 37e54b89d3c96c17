import { keyId } from "../shared-fields.ts";
import { ANY_STATE, defineOperation, seconds } from "../operation.ts";

export const GetKeyLastUsage = defineOperation({
  name: "GetKeyLastUsage",
  says: "Tells when a KMS key was last used, for what, and under which event of the audit log.",
  kind: "read",
  input: { KeyId: keyId },
  keys: { key: { from: "KeyId", permission: "kms:GetKeyLastUsage", states: ANY_STATE } },
  output: ["KeyId", "KeyLastUsage", "TrackingStartDate", "KeyCreationDate"],
  run({ keys: { key }, store }) {
    const use = store.lastUse(key);
    return {
      KeyId: key.arn,
      KeyLastUsage:
        use === undefined
          ? {}
          : {
              Operation: use.operation,
              Timestamp: seconds(use.at),
              CloudTrailEventId: use.eventId ?? undefined,
              KmsRequestId: use.requestId ?? undefined,
            },
      // AWS began to track in 2026; a world here has tracked each of its keys from the first day.
      TrackingStartDate: seconds(key.created),
      KeyCreationDate: seconds(key.created),
    };
  },
});
