/** The world's own keys under a passphrase, for a storage that keeps text and no handles: a file. */
import { base64, concat, fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Keyring } from "../storage/storage.ts";
import { Safe, type Handles } from "./keyring.ts";

/** OWASP's number for PBKDF2-HMAC-SHA-256 (Password Storage Cheat Sheet, 2023); a tenth of a second here. */
const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const GCM = { name: "AES-GCM", length: 256 };

/** The passphrase does not open this keyring. */
export class WrongPassphrase extends Error {
  constructor() {
    super("The passphrase is not the one that this world was stored under.");
    this.name = "WrongPassphrase";
  }
}

/** A passphrase as a handle that wraps and unwraps; the text itself is not kept. */
export class Passphrase {
  readonly #wrapping: CryptoKey;
  readonly #facts: { readonly iterations: number; readonly salt: string };

  private constructor(wrapping: CryptoKey, facts: { readonly iterations: number; readonly salt: string }) {
    this.#wrapping = wrapping;
    this.#facts = facts;
  }

  /** For a new keyring, or with `sealed` for the one that was sealed under it; `iterations` of a new one. */
  static async of(passphrase: string, sealed?: JsonObject, iterations = ITERATIONS): Promise<Passphrase> {
    const facts =
      sealed === undefined
        ? { iterations, salt: base64(crypto.getRandomValues(new Uint8Array(SALT_BYTES))) }
        : { iterations: Number(sealed["iterations"]), salt: textOf(sealed, "salt") };
    const typed = utf8(passphrase.normalize("NFC"));
    const from = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    typed.fill(0);
    const how = { name: "PBKDF2", hash: "SHA-256", iterations: facts.iterations, salt: fromBase64(facts.salt) };
    return new Passphrase(await crypto.subtle.deriveKey(how, from, GCM, false, ["wrapKey", "unwrapKey"]), facts);
  }

  /** A new world's keyring with its sealed form. The extractable handles live in this call only. */
  async newKeyring(): Promise<Keyring> {
    const [domain, secrets] = await Promise.all([
      crypto.subtle.generateKey(GCM, true, USAGES.domain),
      crypto.subtle.generateKey(GCM, true, USAGES.secrets),
    ]);
    const { prints, sealedPrintKey } = await Safe.newPrints(secrets);
    const sealed = {
      kdf: "PBKDF2-HMAC-SHA-256",
      ...this.#facts,
      domain: await this.#wrap("domain", domain),
      secrets: await this.#wrap("secrets", secrets),
      prints: base64(sealedPrintKey),
    };
    const kept = {
      domain: await this.#unwrap("domain", sealed.domain),
      secrets: await this.#unwrap("secrets", sealed.secrets),
    };
    return { keyring: { ...kept, prints, sealedPrintKey } satisfies Handles, sealed };
  }

  /** @throws WrongPassphrase */
  async open(sealed: JsonObject): Promise<Keyring> {
    try {
      const domain = await this.#unwrap("domain", textOf(sealed, "domain"));
      const secrets = await this.#unwrap("secrets", textOf(sealed, "secrets"));
      const sealedPrintKey = fromBase64(textOf(sealed, "prints"));
      const prints = await Safe.openPrints(secrets, sealedPrintKey);
      return { keyring: { domain, secrets, prints, sealedPrintKey } satisfies Handles, sealed };
    } catch {
      throw new WrongPassphrase();
    }
  }

  async #wrap(name: keyof typeof USAGES, handle: CryptoKey): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const wrapped = await crypto.subtle.wrapKey("raw", handle, this.#wrapping, boundTo(name, iv));
    return base64(concat(iv, new Uint8Array(wrapped)));
  }

  #unwrap(name: keyof typeof USAGES, wrapped: string): Promise<CryptoKey> {
    const bytes = fromBase64(wrapped);
    const how = boundTo(name, bytes.slice(0, IV_BYTES));
    return crypto.subtle.unwrapKey("raw", bytes.slice(IV_BYTES), this.#wrapping, how, GCM, false, USAGES[name]);
  }
}

const USAGES = {
  domain: ["wrapKey", "unwrapKey"],
  secrets: ["encrypt", "decrypt"],
} satisfies Record<string, KeyUsage[]>;

/** The two may not be taken for each other. */
const boundTo = (name: string, iv: Bytes): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(`keyglass/1/${name}`),
});

const textOf = (sealed: JsonObject, name: string): string => {
  const value = sealed[name];
  return typeof value === "string" ? value : "";
};
