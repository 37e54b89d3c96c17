import { optional } from "../fields.ts";
import { keyId, keyMaterialId } from "../shared-fields.ts";
import { defineOperation, IMPORTABLE } from "../operation.ts";

export const DeleteImportedKeyMaterial = defineOperation({
  name: "DeleteImportedKeyMaterial",
  says: "Deletes imported key material at once; the KMS key can be used again when the same material is imported again.",
  kind: "change",
  input: { KeyId: keyId, KeyMaterialId: optional(keyMaterialId) },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:DeleteImportedKeyMaterial",
      ...IMPORTABLE,
      states: ["Enabled", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion"],
    },
  },
  output: ["KeyId", "KeyMaterialId"],
  run({ input, keys: { key }, store }) {
    const deleted = store.deleteImported(key, input.KeyMaterialId);
    return { KeyId: key.arn, KeyMaterialId: deleted };
  },
});
