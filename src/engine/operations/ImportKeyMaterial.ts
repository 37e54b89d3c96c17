import { validation } from "../errors.ts";
import { blob, oneOf, optional, string, timestamp } from "../fields.ts";
import { keyId, keyMaterialId } from "../shared-fields.ts";
import { days, defineOperation, IMPORTABLE } from "../operation.ts";

/** The longest life that an expiry may give (kms-api.md 1.3). */
const LONGEST_DAYS = 365;

export const ImportKeyMaterial = defineOperation({
  name: "ImportKeyMaterial",
  says: "Takes key material that its owner made and encrypted into a KMS key that was made for it.",
  kind: "change",
  input: {
    KeyId: keyId,
    ImportToken: blob(1, 6144, "secret"),
    EncryptedKeyMaterial: blob(1, 6144, "secret"),
    ValidTo: optional(timestamp()),
    ExpirationModel: optional(oneOf("KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"), "KEY_MATERIAL_EXPIRES"),
    ImportType: optional(oneOf("NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL")),
    KeyMaterialDescription: optional(string({ min: 0, max: 256, pattern: "^[a-zA-Z0-9:/_\\s.-]+$" })),
    KeyMaterialId: optional(keyMaterialId),
  },
  keys: {
    key: {
      from: "KeyId",
      permission: "kms:ImportKeyMaterial",
      ...IMPORTABLE,
      states: ["Enabled", "Disabled", "PendingImport", "Updating"],
    },
  },
  output: ["KeyId", "KeyMaterialId"],
  steps: {
    import: "Opens the encryption with the wrapping key of the token, and wraps the material under the domain key.",
  },
  shape({ ValidTo, ExpirationModel, ImportType, KeyMaterialId }) {
    if (ExpirationModel === "KEY_MATERIAL_EXPIRES" && ValidTo === undefined)
      throw validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
    // @NOTE AWS: these two sentences are not public, our reading.
    if (ExpirationModel === "KEY_MATERIAL_DOES_NOT_EXPIRE" && ValidTo !== undefined)
      throw validation("A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
    if (ImportType === "NEW_KEY_MATERIAL" && KeyMaterialId !== undefined)
      throw validation("A keyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL");
  },
  async run({ input, keys: { key }, hsm, store, now }) {
    const { ImportToken, EncryptedKeyMaterial, ValidTo, ImportType, KeyMaterialDescription, KeyMaterialId } = input;
    // @NOTE AWS: sentence not public, our reading.
    if (ValidTo !== undefined && (ValidTo <= now || ValidTo > now + days(LONGEST_DAYS)))
      throw validation("The validTo date must be in the future and not more than 365 days away.");
    const made = await hsm.importMaterial(key, ImportToken, EncryptedKeyMaterial, now);
    store.importMaterial(key, made, {
      type: ImportType,
      given: KeyMaterialId,
      description: KeyMaterialDescription,
      expires: ValidTo ?? null,
      now,
    });
    return { KeyId: key.arn, KeyMaterialId: made.materialId };
  },
});
