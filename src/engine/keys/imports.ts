/** Imported material: which may come into a key, what it makes of the key, and what remains when it goes. kms-api.md 1.4, 8 and 9. */
import { incorrectKeyMaterial, invalidState, notFound, unsupported, validation } from "../errors.ts";
import type { KeyRow, MaterialRow } from "./rows.ts";
import { SPECS } from "./specs.ts";

export type ImportType = "NEW_KEY_MATERIAL" | "EXISTING_KEY_MATERIAL";

export interface ImportTerms {
  readonly type: ImportType | undefined;
  /** The material id that the caller expects. */
  readonly given: string | undefined;
  /** Undefined: as it was. */
  readonly description: string | undefined;
  /** World time, null for never. */
  readonly expires: number | null;
  readonly now: number;
}

/** Whether a material is in the vault. */
export const isPresent = ({ wrapped }: MaterialRow): boolean => wrapped !== "";

/** Material that a key counts on: all but what waits for a rotation. */
const settled = (materials: readonly MaterialRow[]): readonly MaterialRow[] =>
  materials.filter(({ imported }) => imported?.pendingRotation !== true);

/**
 * Whether the material is new to the key.
 * @throws KmsError what AWS answers to material that this key does not take.
 */
export function judgeImport(
  key: KeyRow,
  materials: readonly MaterialRow[],
  materialId: string,
  { type, given, description }: ImportTerms,
): ImportType {
  const { rotatable } = SPECS[key.spec];
  // @NOTE AWS: sentence not public; the members are "only usable with symmetric encryption keys".
  if (!rotatable && (type !== undefined || given !== undefined || description !== undefined))
    throw validation(
      "ImportType, KeyMaterialDescription and KeyMaterialId can be specified only for symmetric encryption keys.",
    );
  const asked = type ?? (materials.length === 0 ? "NEW_KEY_MATERIAL" : "EXISTING_KEY_MATERIAL");
  const known = materials.some((material) => material.materialId === materialId);
  if (asked === "EXISTING_KEY_MATERIAL") {
    if (!known || (given !== undefined && given !== materialId)) throw incorrectKeyMaterial();
    return asked;
  }
  // @NOTE AWS: sentence not public; AWS's page says that new material cannot be imported into a replica directly.
  if (key.multiRegion !== null && key.multiRegion.primaryRegion !== key.region)
    throw unsupported(`${key.arn} is not a multi-region primary key.`);
  if (known || (!rotatable && materials.length > 0)) throw incorrectKeyMaterial();
  const pending = materials.find(({ imported }) => imported?.pendingRotation === true);
  if (pending !== undefined) {
    throw invalidState(
      `New key material (id: ${materialId}) cannot be imported into KMS key ${key.arn}, because another key material (id: ${pending.materialId}) is pending rotation.`,
    );
  }
  return asked;
}

/** The material that DeleteImportedKeyMaterial means. @throws KmsError NotFoundException. */
export function namedMaterial(key: KeyRow, materials: readonly MaterialRow[], given: string | undefined): MaterialRow {
  const material = materials.find(({ materialId }) => materialId === (given ?? key.currentMaterial));
  // @NOTE AWS: sentence not public, our reading.
  if (material === undefined) throw notFound(`Key material '${given ?? ""}' does not exist`);
  return material;
}

/** The material that waits for RotateKeyOnDemand. @throws KmsError KMSInvalidStateException (recorded on AWS). */
export function pendingMaterial(key: KeyRow, related: readonly (readonly MaterialRow[])[]): MaterialRow {
  const [own = []] = related;
  const pending = own.find(({ imported }) => imported?.pendingRotation === true);
  const everywhere = related.every((materials) =>
    materials.some((each) => each.materialId === pending?.materialId && isPresent(each)),
  );
  if (pending === undefined || !everywhere)
    throw invalidState(`No available key material pending rotation for the key: ${key.arn}.`);
  return pending;
}

export type MaterialState = "CURRENT" | "NON_CURRENT" | "PENDING_ROTATION" | "PENDING_MULTI_REGION_IMPORT_AND_ROTATION";

/** `related`: the same material of every key that belongs to this one. */
export function materialState(
  key: KeyRow,
  { materialId, imported }: MaterialRow,
  related: readonly (MaterialRow | undefined)[],
): MaterialState {
  if (imported?.pendingRotation === true) {
    const everywhere = related.every((each) => each !== undefined && isPresent(each));
    return everywhere ? "PENDING_ROTATION" : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION";
  }
  return materialId === key.currentMaterial ? "CURRENT" : "NON_CURRENT";
}

/** The state of a key for imported material, from what of it is there. Other states pass by. */
export function importState(key: KeyRow, materials: readonly MaterialRow[]): KeyRow["state"] {
  const needed = settled(materials);
  const complete = needed.length > 0 && needed.every(isPresent);
  if (key.state === "PendingImport" && complete) return "Enabled";
  return !complete && ["Enabled", "Disabled", "Updating"].includes(key.state) ? "PendingImport" : key.state;
}

/** KeyMetadata's members about imported material; none while it is not there. */
export function importMetadata(materials: readonly MaterialRow[]): { ExpirationModel?: string; ValidTo?: number } {
  const present = settled(materials).filter(isPresent);
  if (present.length === 0) return {};
  const ends = present.flatMap(({ imported }) => imported?.expires ?? []);
  return ends.length === 0
    ? { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }
    : { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: Math.min(...ends) / 1000 };
}
