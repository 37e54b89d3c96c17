import { oneOf, optional } from "../fields.ts";
import { keyId, limit, marker } from "../shared-fields.ts";
import type { MaterialRow } from "../keys/rows.ts";
import { ANY_STATE, defineOperation, ROTATES, seconds, type Output } from "../operation.ts";

export const ListKeyRotations = defineOperation({
  name: "ListKeyRotations",
  says: "Lists the materials that rotation gave a KMS key, and on request the first one and one that waits for its rotation too, a page at a time.",
  kind: "read",
  input: {
    KeyId: keyId,
    IncludeKeyMaterial: optional(oneOf("ALL_KEY_MATERIAL", "ROTATIONS_ONLY"), "ROTATIONS_ONLY"),
    Limit: limit(1000, 100),
    Marker: marker,
  },
  keys: {
    key: { from: "KeyId", permission: "kms:ListKeyRotations", origins: ROTATES, states: ANY_STATE, able: "rotate" },
  },
  output: ["Rotations", "NextMarker", "Truncated"],
  run({ input, keys: { key }, store }) {
    const which = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL" ? "all" : "rotations";
    const { rows, ...more } = store.materialsPage(key, which, input.Marker, input.Limit);
    const Rotations = rows.map((material) => ({
      KeyId: key.arn,
      KeyMaterialId: material.materialId,
      KeyMaterialState: store.materialState(key, material),
      ...imported(material),
      ...(material.how === "created" ? {} : { RotationDate: seconds(material.since), RotationType: material.how }),
    }));
    return { Rotations, ...more };
  },
});

/** Members that only imported material has. */
function imported({ imported, wrapped }: MaterialRow): Output {
  if (imported === null) return {};
  const { description, expires } = imported;
  return {
    KeyMaterialDescription: description ?? undefined,
    ImportState: wrapped === "" ? "PENDING_IMPORT" : "IMPORTED",
    ...(wrapped === ""
      ? {}
      : { ExpirationModel: expires === null ? "KEY_MATERIAL_DOES_NOT_EXPIRE" : "KEY_MATERIAL_EXPIRES" }),
    ValidTo: expires === null ? undefined : seconds(expires),
  };
}
