/** HMAC_224, HMAC_256, HMAC_384, HMAC_512. A key is as long as its digest. Native, but for SHA-224, which WebCrypto lacks. */
import { equalBytes, type Bytes } from "#wire/bytes.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import { SPECS } from "../../keys/specs.ts";
import { forbidPosting, type Safe } from "../keyring.ts";
import {
  lendBytes,
  proveIntact,
  unwrapUnder,
  wrapBytes,
  wrapUnder,
  type KeyMaterial,
  type MaterialFamily,
} from "./family.ts";

export const hmac: MaterialFamily = {
  async generate(safe, spec, binding) {
    const algorithm = { ...native(spec), length: SPECS[spec].size };
    return wrapUnder(safe, binding, "raw", await crypto.subtle.generateKey(algorithm, true, ["sign"]));
  },
  async take(safe, spec, binding, bytes) {
    return bytes.length === SPECS[spec].size / 8 ? wrapBytes(safe, binding, bytes.slice()) : null;
  },
  async open(safe, spec, row) {
    if (spec !== "HMAC_224")
      return new HmacMaterial(await unwrapUnder(safe, row, "raw", native(spec), ["sign", "verify"]));
    await proveIntact(safe, row);
    return new Hmac224Material(safe, row);
  },
};

/** The hash of a handle that is only made to be wrapped does not matter. */
const native = (spec: KeySpec) => ({ name: "HMAC", hash: `SHA-${Math.max(SPECS[spec].size, 256)}` });

class HmacMaterial implements KeyMaterial {
  readonly #key: CryptoKey;

  constructor(key: CryptoKey) {
    this.#key = key;
    forbidPosting(this);
  }

  async mac(message: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.#key, message));
  }

  verifyMac(message: Bytes, mac: Bytes): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.#key, mac, message);
  }
}

class Hmac224Material implements KeyMaterial {
  readonly #safe: Safe;
  readonly #row: MaterialRow;

  constructor(safe: Safe, row: MaterialRow) {
    this.#safe = safe;
    this.#row = row;
    forbidPosting(this);
  }

  async mac(message: Bytes): Promise<Bytes> {
    const [{ hmac: hmacOf }, { sha224 }] = await Promise.all([
      import("@noble/hashes/hmac.js"),
      import("@noble/hashes/sha2.js"),
    ]);
    return lendBytes(this.#safe, this.#row, (key) => new Uint8Array(hmacOf(sha224, key, message)));
  }

  async verifyMac(message: Bytes, mac: Bytes): Promise<boolean> {
    return equalBytes(await this.mac(message), mac);
  }
}
