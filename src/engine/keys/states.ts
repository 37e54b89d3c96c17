import { disabled, invalidState, type KmsError } from "../errors.ts";
import type { KeyRow, KeyState } from "./rows.ts";

/**
 * The refusal AWS sends for a key in a state that an operation does not accept (kms-api.md 1.4, 3; its footnote on pending deletion
 * says DisabledException, AWS answers KMSInvalidStateException: measured).
 */
export function refuseState(keyArn: string, state: KeyState, accepted: readonly KeyState[]): KmsError {
  if (accepted.includes("PendingDeletion") && !accepted.includes("Enabled"))
    return invalidState(`${keyArn} is not pending deletion.`);
  return SENTENCES[state](keyArn);
}

/** How a key rotates: not at all within its waiting period, or before that while it has replicas; its setting comes back when that is cancelled. */
export const rotationOf = ({ rotation, state }: Pick<KeyRow, "rotation" | "state">): KeyRow["rotation"] =>
  state === "PendingDeletion" || state === "PendingReplicaDeletion"
    ? { ...rotation, enabled: false, next: null }
    : rotation;

const SENTENCES: Readonly<Record<KeyState, (arn: string) => KmsError>> = {
  Disabled: (arn) => disabled(`${arn} is disabled.`),
  PendingDeletion: (arn) => invalidState(`${arn} is pending deletion.`),
  PendingReplicaDeletion: (arn) => invalidState(`${arn} is pending replica deletion.`),
  PendingImport: (arn) => invalidState(`${arn} is pending import.`),
  Unavailable: (arn) => invalidState(`${arn} is unavailable.`),
  Creating: (arn) => invalidState(`${arn} is creating.`),
  Updating: (arn) => invalidState(`${arn} is updating.`),
  // Reached only where an operation accepts other states but not this one, and has no sentence of its own.
  Enabled: (arn) => invalidState(`${arn} is enabled.`),
};
