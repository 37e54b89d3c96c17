import type { SecretPrint } from "#glass/trace.ts";
import { hex, utf8, type Bytes } from "#wire/bytes.ts";

/**
 * Prints of secrets under the world's print key: two secrets are the same when their prints are, yet a print tells nothing about
 * even a short text, because the key stays here and in the engine.
 */
export class Prints {
  readonly #key: Promise<CryptoKey>;

  /** `key`: 32 bytes, overwritten once taken. */
  constructor(key: Bytes) {
    this.#key = crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    void this.#key.finally(() => key.fill(0)).catch(() => {});
  }

  async of(secret: Bytes | string): Promise<SecretPrint> {
    const bytes = typeof secret === "string" ? utf8(secret) : secret;
    const digits = (await this.mac(bytes)).slice(0, 8);
    return { bytes: bytes.length, print: `${digits.slice(0, 4)} ${digits.slice(4)}` };
  }

  /** The whole HMAC-SHA-256, 64 hex digits. */
  async mac(bytes: Bytes): Promise<string> {
    return hex(new Uint8Array(await crypto.subtle.sign("HMAC", await this.#key, bytes)));
  }
}
