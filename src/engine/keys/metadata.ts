import type { KeyRow } from "./rows.ts";
import { SPECS } from "./specs.ts";

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
    ...(key.usage === "ENCRYPT_DECRYPT" ? { EncryptionAlgorithms: SPECS[key.spec].encryptionAlgorithms } : {}),
    MultiRegion: key.multiRegion,
    CurrentKeyMaterialId: key.currentMaterial,
  };
}
