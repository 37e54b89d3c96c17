/** RSA_2048, RSA_3072, RSA_4096. Native, but for signatures over a digest: WebCrypto hashes by itself (rsa-digest.ts). */
import { equalBytes, fromBase64, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../../keys/messages.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import { SPECS } from "../../keys/specs.ts";
import { forbidPosting, type Safe } from "../keyring.ts";
import { algorithmId, der, INTEGER, readInside, SEQUENCE, spki, privateOctets } from "./der.ts";
import {
  exported,
  Handles,
  lendBytes,
  proveIntact,
  unwrapUnder,
  wrapUnder,
  type KeyMaterial,
  type MaterialFamily,
} from "./family.ts";

/** rsaEncryption (RFC 8017 appendix A.1); the other purposes' keys bear it too. */
const RSA = algorithmId("2a864886f70d010101", null);
const EXPONENT = Uint8Array.of(1, 0, 1);

export const rsa: MaterialFamily = {
  async generate(safe, spec, binding) {
    const { privateKey, publicKey } = await newPair(spec);
    const encoded = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
    return wrapUnder(safe, binding, "pkcs8", privateKey, encoded);
  },
  async take(safe, spec, binding, bytes) {
    const encoded = publicHalf(bytes);
    if (encoded === null) return null;
    try {
      const privateKey = await crypto.subtle.importKey("pkcs8", bytes, native(PROBE), true, ["sign"]);
      if ((privateKey.algorithm as { readonly modulusLength?: number }).modulusLength !== SPECS[spec].size) return null;
      const publicKey = await crypto.subtle.importKey("spki", encoded, native(PROBE), false, ["verify"]);
      // A runtime may take numbers that do not belong together; a signature tells.
      const signature = await crypto.subtle.sign(native(PROBE), privateKey, EXPONENT);
      if (!(await crypto.subtle.verify(native(PROBE), publicKey, signature, EXPONENT))) return null;
      return await wrapUnder(safe, binding, "pkcs8", privateKey, encoded);
    } catch {
      return null;
    }
  },
  async pair(spec) {
    return exported(await newPair(spec));
  },
  async open(safe, spec, row) {
    await proveIntact(safe, row);
    return new RsaMaterial(safe, spec, row);
  },
};

/** Any algorithm will do for a handle that is only made to be wrapped. */
const PROBE = "RSASSA_PKCS1_V1_5_SHA_256";

const NAMES = { RSAES_OAEP: "RSA-OAEP", RSASSA_PSS: "RSA-PSS", RSASSA_PKCS1_V1_5: "RSASSA-PKCS1-v1_5" } as const;

/** `RSASSA_PSS_SHA_256` as WebCrypto has it. The salt is as long as the digest (RFC 8017 section 9.1, AWS's choice). */
function native(algorithm: string) {
  const [, scheme, bits] = /^(.+)_SHA_(\d+)$/.exec(algorithm) as unknown as [string, keyof typeof NAMES, string];
  return { name: NAMES[scheme], hash: `SHA-${bits}`, saltLength: Number(bits) / 8 };
}

class RsaMaterial implements KeyMaterial {
  readonly #safe: Safe;
  readonly #spec: KeySpec;
  readonly #row: MaterialRow;
  readonly #handles = new Handles();

  constructor(safe: Safe, spec: KeySpec, row: MaterialRow) {
    this.#safe = safe;
    this.#spec = spec;
    this.#row = row;
    forbidPosting(this);
  }

  async encrypt(algorithm: string, plaintext: Bytes): Promise<Bytes> {
    return new Uint8Array(
      await crypto.subtle.encrypt(native(algorithm), await this.#public(algorithm, "encrypt"), plaintext),
    );
  }

  async decrypt(algorithm: string, ciphertext: Bytes): Promise<Bytes | null> {
    if (ciphertext.length !== SPECS[this.#spec].size / 8) return null;
    const key = await this.#private(algorithm, "decrypt");
    try {
      return new Uint8Array(await crypto.subtle.decrypt(native(algorithm), key, ciphertext));
    } catch {
      return null;
    }
  }

  async sign(algorithm: string, type: MessageType, message: Bytes): Promise<Bytes> {
    if (type === "RAW")
      return new Uint8Array(
        await crypto.subtle.sign(native(algorithm), await this.#private(algorithm, "sign"), message),
      );
    const { signDigest } = await import("./rsa-digest.ts");
    return lendBytes(this.#safe, this.#row, (bytes) =>
      signDigest(privateNumbers(bytes) as Bytes[], algorithm, message),
    );
  }

  async verify(algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<boolean> {
    if (type === "RAW")
      return crypto.subtle.verify(native(algorithm), await this.#public(algorithm, "verify"), signature, message);
    const { verifyDigest } = await import("./rsa-digest.ts");
    return verifyDigest(fromBase64(this.#row.publicKey as string), algorithm, message, signature);
  }

  #private(algorithm: string, usage: "sign" | "decrypt"): Promise<CryptoKey> {
    return this.#handles.get(`private ${algorithm}`, () =>
      unwrapUnder(this.#safe, this.#row, "pkcs8", native(algorithm), [usage]),
    );
  }

  #public(algorithm: string, usage: "verify" | "encrypt"): Promise<CryptoKey> {
    const encoded = fromBase64(this.#row.publicKey as string);
    return this.#handles.get(`public ${algorithm}`, () =>
      crypto.subtle.importKey("spki", encoded, native(algorithm), false, [usage]),
    );
  }
}

/**
 * Generation takes a second and one of the few threads that all cryptography of a runtime shares, so two at a time are made and the
 * others wait: no other call does.
 */
const AT_A_TIME = 2;
let making = 0;
const waiting: (() => void)[] = [];

async function newPair(spec: KeySpec): Promise<CryptoKeyPair> {
  if (making >= AT_A_TIME) await new Promise<void>((go) => waiting.push(go));
  else making++;
  try {
    return await crypto.subtle.generateKey(
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: SPECS[spec].size, publicExponent: EXPONENT },
      true,
      ["sign", "verify"],
    );
  } finally {
    const next = waiting.shift();
    if (next === undefined) making--;
    else next();
  }
}

/** The nine integers of an RSAPrivateKey (RFC 8017 appendix A.1.2), n and e among them; null for what is none. */
function privateNumbers(bytes: Bytes): Bytes[] | null {
  const octets = privateOctets(bytes, RSA);
  const numbers = octets === null ? null : readInside(octets, SEQUENCE);
  if (numbers?.length !== 9 || numbers.some(({ tag }) => tag !== INTEGER)) return null;
  return numbers.map(({ content }) => content);
}

/** The SubjectPublicKeyInfo of a PKCS #8 with AWS's exponent. */
function publicHalf(bytes: Bytes): Bytes | null {
  const [, n, e] = privateNumbers(bytes) ?? [];
  if (n === undefined || e === undefined || !equalBytes(e, EXPONENT)) return null;
  return spki(RSA, der(SEQUENCE, der(INTEGER, n), der(INTEGER, e)));
}
