import { keyId, limit, marker, oneOf, optional } from "../fields.ts";
import { ANY_STATE, defineOperation, seconds } from "../operation.ts";

export const ListKeyRotations = defineOperation({
  name: "ListKeyRotations",
  says: "Lists the materials that rotation gave a KMS key, and on request the first one too, a page at a time.",
  kind: "read",
  input: {
    KeyId: keyId,
    IncludeKeyMaterial: optional(oneOf("ALL_KEY_MATERIAL", "ROTATIONS_ONLY"), "ROTATIONS_ONLY"),
    Limit: limit(1000, 100),
    Marker: marker,
  },
  keys: { key: { from: "KeyId", permission: "kms:ListKeyRotations", states: ANY_STATE } },
  output: ["Rotations", "NextMarker", "Truncated"],
  run({ input, keys: { key }, store }) {
    const which = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL" ? "all" : "rotations";
    const { rows, ...more } = store.materialsPage(key, which, input.Marker, input.Limit);
    const Rotations = rows.map(({ materialId, how, since }) => ({
      KeyId: key.arn,
      KeyMaterialId: materialId,
      KeyMaterialState: materialId === key.currentMaterial ? "CURRENT" : "NON_CURRENT",
      ...(how === "created" ? {} : { RotationDate: seconds(since), RotationType: how }),
    }));
    return { Rotations, ...more };
  },
});
