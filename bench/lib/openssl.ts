/** The physical floor of bulk encryption: what one core does with AES-NI. */
import { spawnSync } from "node:child_process";

/** Bytes a second of `openssl speed` for AES-256-GCM in pieces of 256 KiB, on one core. */
export function opensslRate(seconds: number): number {
  const options = ["speed", "-evp", "aes-256-gcm", "-bytes", "262144", "-seconds", String(seconds), "-mr"];
  const { stdout, error } = spawnSync("openssl", options, { encoding: "utf8" });
  if (error !== undefined) throw new Error("This bench needs openssl: it is what the numbers are held against.");
  const rate = Number(/^\+F:\d+:[^:]+:([\d.]+)/m.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`openssl said something else: ${stdout}`);
  return rate;
}
