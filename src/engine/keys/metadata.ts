import type { Output } from "../operation.ts";
import { importMetadata } from "./imports.ts";
import type { CustomKeyStoreRow } from "../keystores/rows.ts";
import type { KeyRow, MaterialRow } from "./rows.ts";
import { ALGORITHM_LISTS, algorithmsOf, SPECS } from "./specs.ts";

/** AWS's KeyMetadata; a member that does not apply to a key is absent. Times in seconds since 1970. */
export type KeyMetadata = Output;

/** `related`: the keys of a multi-Region key, itself among them. `store`: the custom key store that holds its material. */
export function keyMetadata(
  key: KeyRow,
  related: readonly KeyRow[],
  materials: readonly MaterialRow[],
  store: CustomKeyStoreRow | undefined,
): KeyMetadata {
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
    ...(store === undefined ? {} : { CustomKeyStoreId: store.id }),
    ...(store?.type === "AWS_CLOUDHSM" ? { CloudHsmClusterId: store.clusterId } : {}),
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    [ALGORITHM_LISTS[key.usage]]: algorithmsOf(key),
    MultiRegion: multiRegion !== null,
    ...(multiRegion === null
      ? {}
      : { MultiRegionConfiguration: configuration(key, multiRegion.primaryRegion, related) }),
    ...(key.xksKeyId === null ? {} : { XksKeyConfiguration: { Id: key.xksKeyId } }),
    // A replica does not tell its material while it is made (kms-api.md 1.4, 8), a key in a custom key store never (KeyMetadata).
    ...(SPECS[key.spec].rotatable && store === undefined && key.currentMaterial !== "" && state !== "Creating"
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
