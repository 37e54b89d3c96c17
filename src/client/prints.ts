import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { SecretPrint } from "#glass/trace.ts";
import { hex, utf8, type Bytes } from "#wire/bytes.ts";

/**
 * Prints of secrets under the world's print key: two secrets are the same when their prints are, yet a print tells nothing about
 * even a short text, because the key stays here and in the engine. Made in this thread: what is printed is short, and a call would
 * wait for more turns of the event loop than the hash takes.
 */
export class Prints {
  readonly #keyed: ReturnType<typeof hmac.create>;

  /** `key`: 32 bytes, overwritten once taken. */
  constructor(key: Bytes) {
    this.#keyed = hmac.create(sha256, key);
    key.fill(0);
  }

  of(secret: Bytes | string): SecretPrint {
    const bytes = typeof secret === "string" ? utf8(secret) : secret;
    const digits = this.mac(bytes).slice(0, 8);
    return { bytes: bytes.length, print: `${digits.slice(0, 4)} ${digits.slice(4)}` };
  }

  /** The whole HMAC-SHA-256, 64 hex digits. */
  mac(bytes: Bytes): string {
    return hex(this.#keyed.clone().update(bytes).digest());
  }
}
