import { keyId, region } from "../shared-fields.ts";
import { defineOperation, IN_USE } from "../operation.ts";

export const UpdatePrimaryRegion = defineOperation({
  name: "UpdatePrimaryRegion",
  says: "Makes a replica of a multi-Region key its primary key, and the primary key a replica.",
  kind: "change",
  input: { KeyId: keyId, PrimaryRegion: region },
  keys: {
    key: { from: "KeyId", permission: "kms:UpdatePrimaryRegion", states: IN_USE, multiRegion: "primary" },
    replica: { from: "KeyId", region: "PrimaryRegion", permission: "kms:UpdatePrimaryRegion", states: IN_USE },
  },
  output: [],
  run({ keys: { key, replica }, store, now }) {
    store.makePrimary(replica, key, now);
  },
});
