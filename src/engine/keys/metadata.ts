import type { KeyRow } from "./rows.ts";
import { ALGORITHM_LISTS, algorithmsOf, SPECS } from "./specs.ts";

/** AWS's KeyMetadata; a member that does not apply to a key is absent. Times in seconds since 1970. */
export type KeyMetadata = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export function keyMetadata(key: KeyRow): KeyMetadata {
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: key.created / 1000,
    Enabled: key.state === "Enabled",
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.state === "PendingDeletion" && key.deletionDate !== null ? { DeletionDate: key.deletionDate / 1000 } : {}),
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    [ALGORITHM_LISTS[key.usage]]: algorithmsOf(key),
    MultiRegion: key.multiRegion !== null,
    ...(SPECS[key.spec].rotatable && key.currentMaterial !== "" ? { CurrentKeyMaterialId: key.currentMaterial } : {}),
  };
}
