import { optional, string } from "../fields.ts";
import {
  customerMasterKeySpec,
  customKeyStoreId,
  description,
  flag,
  keySpec,
  keyUsage,
  origin,
  policyText,
  tags,
} from "../shared-fields.ts";
import { newKeyKind, newKeyStoreShape } from "../shapes.ts";
import { defineOperation } from "../operation.ts";

export const CreateKey = defineOperation({
  name: "CreateKey",
  says: "Makes a KMS key: new material inside the HSM, and the metadata and key policy around it.",
  kind: "change",
  input: {
    Policy: optional(policyText),
    Description: optional(description, ""),
    KeyUsage: keyUsage,
    CustomerMasterKeySpec: customerMasterKeySpec,
    KeySpec: keySpec,
    Origin: origin,
    CustomKeyStoreId: customKeyStoreId,
    BypassPolicyLockoutSafetyCheck: flag,
    Tags: optional(tags, []),
    MultiRegion: flag,
    XksKeyId: optional(string({ min: 1, max: 128, pattern: "^[a-zA-Z0-9-_.]+$" })),
  },
  keys: {},
  permissions: [{ permission: "kms:CreateKey" }, { permission: "kms:TagResource", when: "Tags" }],
  output: ["KeyMetadata"],
  logged: ({ KeySpec, CustomerMasterKeySpec }) => {
    // One under two names, whichever was given.
    const spec = KeySpec ?? CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
    return {
      bypassPolicyLockoutSafetyCheck: false,
      keyUsage: "ENCRYPT_DECRYPT",
      keySpec: spec,
      customerMasterKeySpec: spec,
      origin: "AWS_KMS",
      description: "",
      multiRegion: false,
    };
  },
  shape(input) {
    newKeyKind(input);
    newKeyStoreShape(input);
  },
  async run({ input, caller: { account }, region, now, uuid, store, hsm, keyStores, checkPolicy }) {
    const { Policy, Description, BypassPolicyLockoutSafetyCheck, Tags } = input;
    const multiRegion = input.MultiRegion === true ? { primaryRegion: region } : null;
    const keyId = multiRegion === null ? uuid() : `mrk-${uuid().replaceAll("-", "")}`;
    store.roomForKey(account, region);
    const { Origin: origin } = input;
    const state = origin === "EXTERNAL" ? "PendingImport" : "Enabled";
    const bare = store.newKey(
      {
        account,
        region,
        keyId,
        multiRegion,
        ...(await keyStores.placeFor(input)),
        state,
        ...newKeyKind(input),
        description: Description,
        created: now,
      },
      Policy,
    );
    // AWS's own default policy is not checked: CreateKey alone is then enough (authorization.md 1.5).
    if (Policy !== undefined)
      checkPolicy(Policy, { key: { ...bare, tags: Tags }, bypassLockout: BypassPolicyLockoutSafetyCheck === true });
    const tagged = store.putTags(bare, Tags);
    // A key for imported material waits for it.
    const key = origin === "EXTERNAL" ? tagged : store.addMaterial(tagged, await hsm.newMaterial(bare), "created", now);
    return { KeyMetadata: store.metadata(key) };
  },
});
