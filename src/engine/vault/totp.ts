/** One-time codes that follow the time (RFC 6238, over RFC 4226): HMAC-SHA-1 and steps of 30 seconds, as virtual MFA devices have them. */
import { type Bytes } from "#wire/bytes.ts";

const STEP_MS = 30_000;

/** Number of the time step, from 1970. `at`: ms. */
export const stepAt = (at: number): number => Math.floor(at / STEP_MS);

/** The code of one step. `digits`: six on every device; the RFC's test vectors have eight. */
export async function oneTimeCode(seed: Bytes, step: number, digits = 6): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  // Dynamic truncation, RFC 4226, section 5.3.
  const offset = mac.getUint8(19) & 0x0f;
  const number = mac.getUint32(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}
