import { conflict, limitExceeded } from "../errors.ts";
import { keyId } from "../shared-fields.ts";
import { defineOperation, IN_USE, ROTATES } from "../operation.ts";
import { QUOTAS } from "../quotas.ts";

const TWENTY_MINUTES = 20 * 60_000;

export const RotateKeyOnDemand = defineOperation({
  name: "RotateKeyOnDemand",
  says: "Gives a KMS key new material now; key id, ARN, aliases and policy stay, and the old materials open what they sealed.",
  kind: "change",
  input: { KeyId: keyId },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:RotateKeyOnDemand",
      origins: ROTATES,
      states: IN_USE,
      multiRegion: "no-replica",
      able: "rotate",
    },
  },
  output: ["KeyId"],
  async run({ keys: { key }, store, hsm, now }) {
    const { onDemandRotations, rotation } = key;
    if (onDemandRotations >= QUOTAS.onDemandRotationsPerKey) {
      throw limitExceeded(
        `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${key.arn}`,
      );
    }
    // @NOTE AWS: sentence not public; this one is the exception's description.
    if (rotation.next !== null && rotation.next - now <= TWENTY_MINUTES) {
      throw conflict(
        "The request was rejected because an automatic rotation of this key is currently in progress or scheduled to begin within the next 20 minutes.",
      );
    }
    // @NOTE AWS: there the rotation goes on in the background for a while; here it is done when the call answers.
    store.countOnDemandRotation(key);
    if (key.origin === "EXTERNAL") store.rotateToImported(key, now);
    else store.rotate(key, await hsm.newMaterial(key), "ON_DEMAND", now);
    return { KeyId: key.arn };
  },
});
