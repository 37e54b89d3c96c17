/**
 * Virtual MFA devices. They are simulated, and the world holds both ends of each: what the device shows now, and whether a code that
 * somebody gives is one of its codes. The codes are real (RFC 6238), by the world's clock.
 */
import { equalTexts } from "#wire/bytes.ts";
import type { Reads } from "../storage/state.ts";
import { stepAt } from "../vault/totp.ts";
import type { Vault } from "../vault/vault.ts";
import type { MfaDevice } from "./rows.ts";

/** Where the application looks at a user's device. */
export const MFA_PATH = "/latest/keyglass/mfa-code/";

/** A code by its time step, and whose it is: `MfaDevice.id`. */
export interface GivenCode {
  readonly device: string;
  readonly step: number;
}

/** What the user's device shows now; null: the user has none, or there is no such user. */
export async function shownCode(arn: string, rows: Reads, vault: Vault, now: number): Promise<string | null> {
  const device = rows.get("principals", arn)?.mfa;
  return device === undefined ? null : vault.oneTimeCode(device.sealedSeed, stepAt(now));
}

/**
 * Whose code it is, used or not; null: no code of now. The step before counts as well, for the way of the request (RFC 6238, section 5.2).
 * @NOTE AWS: how far AWS lets a device's clock be off is not public.
 */
export async function given(device: MfaDevice, code: string, vault: Vault, now: number): Promise<GivenCode | null> {
  const current = stepAt(now);
  for (const step of [current, current - 1])
    if (equalTexts(await vault.oneTimeCode(device.sealedSeed, step), code)) return { device: device.id, step };
  return null;
}

/** A code opens once, and none that came before it opens any more. Of a clock that was set back since, nothing is known. */
export function isUsed(rows: Reads, { device, step }: GivenCode, now: number): boolean {
  const used = rows.get("mfaUses", device)?.step;
  return used !== undefined && step <= used && used <= stepAt(now);
}
