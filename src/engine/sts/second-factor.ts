/** The second factor that comes with an AssumeRole: the serial number of the caller's MFA device, and a code of it. */
import type { Caller } from "../access/caller.ts";
import { KmsError } from "../errors.ts";
import type { Reads } from "../storage/state.ts";
import type { Vault } from "../vault/vault.ts";
import { given, isUsed, type GivenCode } from "../world/mfa.ts";
import { checkBounds, type Bounds } from "./bounds.ts";
import type { Form } from "./form.ts";

/** STS API Reference, AssumeRole. */
const SERIAL: Bounds = { least: 9, most: 256, pattern: "[\\w+=/:,.@-]*" };
const CODE: Bounds = { least: 6, most: 6, pattern: "[\\d]*", unsaid: true };

/** @throws KmsError ValidationError. */
export function checkSecondFactor(form: Form): void {
  const [serial, code] = [form.get("SerialNumber"), form.get("TokenCode")];
  if (serial !== undefined) checkBounds(serial, "serialNumber", SERIAL);
  if (code !== undefined) checkBounds(code, "tokenCode", CODE);
}

/** The code that holds, not used before; null: none was given. Only a user has a device. @throws KmsError AccessDenied. */
export async function secondFactor(
  form: Form,
  caller: Caller,
  { rows, vault, now }: { readonly rows: Reads; readonly vault: Vault; readonly now: number },
): Promise<GivenCode | null> {
  const serial = form.get("SerialNumber");
  const code = form.get("TokenCode");
  if (serial === undefined && code === undefined) return null;
  if (serial === undefined || code === undefined)
    throw failed(", must provide both MFA serial number and one time pass code. ");
  const device = caller.kind === "user" ? rows.get("principals", caller.principalArn)?.mfa : undefined;
  if (device?.serial !== serial)
    throw failed(
      ", unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user. ",
    );
  const found = await given(device, code, vault, now);
  if (found === null || isUsed(rows, found, now)) throw failed(" with invalid MFA one time pass code. ");
  return found;
}

const failed = (how: string): KmsError => new KmsError("AccessDenied", `MultiFactorAuthentication failed${how}`, 403);
