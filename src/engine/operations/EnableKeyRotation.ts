import { integer, optional } from "../fields.ts";
import { keyId } from "../shared-fields.ts";
import { days, defineOperation, IN_USE } from "../operation.ts";

export const EnableKeyRotation = defineOperation({
  name: "EnableKeyRotation",
  says: "Has a KMS key get new material by itself every 90 to 2,560 days; the old materials stay and open what they sealed.",
  kind: "change",
  input: { KeyId: keyId, RotationPeriodInDays: optional(integer(90, 2560), 365) },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:EnableKeyRotation",
      origins: ["AWS_KMS"],
      states: IN_USE,
      multiRegion: "no-replica",
      able: "rotate",
    },
  },
  output: [],
  run({ input: { RotationPeriodInDays }, keys: { key }, store, now }) {
    // @NOTE AWS: the days count from the enable date; that a changed period counts from its change is our reading.
    const next = now + days(RotationPeriodInDays);
    store.setRotation(key, { enabled: true, periodInDays: RotationPeriodInDays, next });
  },
});
