import type { Output } from "../operation.ts";
import { importMetadata } from "./imports.ts";
import type { KeyRow, MaterialRow } from "./rows.ts";
import { ALGORITHM_LISTS, algorithmsOf, SPECS } from "./specs.ts";

/** AWS's KeyMetadata; a member that does not apply to a key is absent. Times in seconds since 1970. */
export type KeyMetadata = Output;

/** `related`: the keys of a multi-Region key, itself among them. */
export function keyMetadata(key: KeyRow, related: readonly KeyRow[], materials: readonly MaterialRow[]): KeyMetadata {
  const { state, deletionDate, multiRegion } = key;
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: key.created / 1000,
    Enabled: state === "Enabled",
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: state,
    ...(state === "PendingDeletion" && deletionDate !== null ? { DeletionDate: deletionDate / 1000 } : {}),
    ...(state === "PendingReplicaDeletion" ? { PendingDeletionWindowInDays: key.pendingWindowInDays ?? 0 } : {}),
    Origin: key.origin,
    ...(key.origin === "EXTERNAL" ? importMetadata(materials) : {}),
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    [ALGORITHM_LISTS[key.usage]]: algorithmsOf(key),
    MultiRegion: multiRegion !== null,
    ...(multiRegion === null
      ? {}
      : { MultiRegionConfiguration: configuration(key, multiRegion.primaryRegion, related) }),
    // A replica does not tell its material while it is made (kms-api.md 1.4, 8).
    ...(SPECS[key.spec].rotatable && key.currentMaterial !== "" && state !== "Creating"
      ? { CurrentKeyMaterialId: key.currentMaterial }
      : {}),
  };
}

function configuration(key: KeyRow, primaryRegion: string, related: readonly KeyRow[]): Output {
  const shown = ({ arn, region }: KeyRow): Output => ({ Arn: arn, Region: region });
  const primary = related.find(({ region }) => region === primaryRegion);
  return {
    MultiRegionKeyType: key.region === primaryRegion ? "PRIMARY" : "REPLICA",
    PrimaryKey: primary === undefined ? undefined : shown(primary),
    ReplicaKeys: related.filter((each) => each !== primary).map(shown),
  };
}
