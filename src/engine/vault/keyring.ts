import { base64, concat, fromBase64, hex, text, utf8, type Bytes } from "#wire/bytes.ts";
import type { SecretPrint } from "#glass/trace.ts";
import type { Keyring } from "../storage/storage.ts";

/** The handles of one world. None can be exported; IndexedDB keeps them as handles (a browser writes them readably into its profile). */
export interface Handles {
  /** AES-256-GCM, wraps and unwraps key material and does nothing else: KMS's domain key. */
  readonly domain: CryptoKey;
  /** AES-256-GCM for secrets that are no key material: secret access keys, session tokens. */
  readonly secrets: CryptoKey;
  /** HMAC-SHA-256: prints. */
  readonly prints: CryptoKey;
  /** The print key's bytes under `secrets`: the application computes the same prints, so the wire hands it over. */
  readonly sealedPrintKey: Bytes;
}

const IV_BYTES = 12;

/** WebCrypto, looked for once: each look through a worker's globals costs as much as a small part of a hash. */
export const { subtle } = crypto;

/** The world's own keys, and what may be done with them. */
export class Safe {
  readonly #handles: Handles;

  constructor(keyring: Keyring) {
    this.#handles = keyring.keyring as Handles;
    forbidPosting(this);
  }

  /** New handles for a new world. The print key is the only one whose bytes exist here, until the zero-fill below. */
  static async create(): Promise<Keyring> {
    const gcm = { name: "AES-GCM", length: 256 };
    const [domain, secrets] = await Promise.all([
      subtle.generateKey(gcm, false, ["wrapKey", "unwrapKey"]),
      subtle.generateKey(gcm, false, ["encrypt", "decrypt"]),
    ]);
    return { keyring: { domain, secrets, ...(await Safe.newPrints(secrets)) } satisfies Handles };
  }

  static async newPrints(secrets: CryptoKey): Promise<Pick<Handles, "prints" | "sealedPrintKey">> {
    const printKey = crypto.getRandomValues(new Uint8Array(32));
    const sealedPrintKey = await seal(secrets, printKey);
    return { prints: await printHandle(printKey), sealedPrintKey };
  }

  /** @throws OperationError when it was not sealed under `secrets`. */
  static async openPrints(secrets: CryptoKey, sealedPrintKey: Bytes): Promise<CryptoKey> {
    return printHandle(await open(secrets, sealedPrintKey));
  }

  get domain(): CryptoKey {
    return this.#handles.domain;
  }

  /** First 4 bytes of an HMAC under this world's print key: tells two secrets apart, tells nothing of either. */
  async print(bytes: Bytes): Promise<SecretPrint> {
    const mac = hex(new Uint8Array(await subtle.sign("HMAC", this.#handles.prints, bytes), 0, 4));
    return { bytes: bytes.length, print: `${mac.slice(0, 4)} ${mac.slice(4)}` };
  }

  /** Base64 of a text under the secrets key. */
  async sealText(secret: string): Promise<string> {
    const bytes = utf8(secret);
    try {
      return base64(await seal(this.#handles.secrets, bytes));
    } finally {
      bytes.fill(0);
    }
  }

  async openText(sealed: string): Promise<string> {
    const bytes = await open(this.#handles.secrets, fromBase64(sealed));
    try {
      return text(bytes);
    } finally {
      bytes.fill(0);
    }
  }

  /** Bytes for the caller to overwrite. */
  async printKey(): Promise<Bytes> {
    return open(this.#handles.secrets, this.#handles.sealedPrintKey);
  }
}

/** Overwrites the bytes. */
async function printHandle(printKey: Bytes): Promise<CryptoKey> {
  const prints = await subtle.importKey("raw", printKey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  printKey.fill(0);
  return prints;
}

/** Gives `object` an own function property, so that any attempt to clone it into a message or a store throws. */
export function forbidPosting(object: object): void {
  Object.defineProperty(object, "stays", { value: () => "in the vault", enumerable: true });
}

async function seal(key: CryptoKey, plaintext: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return concat(iv, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, plaintext)));
}

async function open(key: CryptoKey, sealed: Bytes): Promise<Bytes> {
  const iv = sealed.slice(0, IV_BYTES);
  return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.slice(IV_BYTES)));
}
