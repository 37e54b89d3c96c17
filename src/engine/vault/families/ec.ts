/**
 * ECC_NIST_P256, P384 and P521 (native, but for signatures over a digest: WebCrypto hashes by itself) and ECC_SECG_P256K1, which
 * WebCrypto lacks. Curve arithmetic beyond WebCrypto, and ECDSA's DER, are noble's.
 */
import { equalBytes, fromBase64, type Bytes } from "#wire/bytes.ts";
import type { MessageType } from "../../keys/messages.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import { SPECS } from "../../keys/specs.ts";
import { forbidPosting, type Safe } from "../keyring.ts";
import {
  algorithmId,
  BIT_STRING,
  der,
  INTEGER,
  OCTET_STRING,
  pkcs8,
  privateOctets,
  publicBits,
  publicOctets,
  readDer,
  readInside,
  SEQUENCE,
  spki,
} from "./der.ts";
import {
  exported,
  Handles,
  lendBytes,
  proveIntact,
  unwrapUnder,
  wrapBytes,
  wrapUnder,
  type KeyMaterial,
  type KeyPairBytes,
  type MaterialFamily,
} from "./family.ts";

interface Curve {
  /** WebCrypto's name; null where it lacks the curve. */
  readonly native: string | null;
  readonly algorithm: Bytes;
}

/** SEC 1 section 2.3.3. */
const UNCOMPRESSED = 0x04;
const EC_PUBLIC_KEY = "2a8648ce3d0201";
const curve = (native: string | null, oid: string): Curve => ({ native, algorithm: algorithmId(EC_PUBLIC_KEY, oid) });
/** Object identifiers: RFC 5480 section 2.1.1.1, SEC 2 appendix A.2. */
const CURVES: Readonly<Partial<Record<KeySpec, Curve>>> = {
  ECC_NIST_P256: curve("P-256", "2a8648ce3d030107"),
  ECC_NIST_P384: curve("P-384", "2b81040022"),
  ECC_NIST_P521: curve("P-521", "2b81040023"),
  ECC_SECG_P256K1: curve(null, "2b8104000a"),
};
const curveOf = (spec: KeySpec): Curve => CURVES[spec] as Curve;

async function noble(spec: KeySpec) {
  if (spec === "ECC_SECG_P256K1") return (await import("@noble/curves/secp256k1.js")).secp256k1;
  const { p256, p384, p521 } = await import("@noble/curves/nist.js");
  return spec === "ECC_NIST_P256" ? p256 : spec === "ECC_NIST_P384" ? p384 : p521;
}

/** secp256k1 is kept as its scalar, the others as PKCS #8: each as what takes it into use. */
export const ec: MaterialFamily = {
  async generate(safe, spec, binding) {
    const { native, algorithm } = curveOf(spec);
    if (native === null) {
      const { utils, getPublicKey } = await noble(spec);
      const scalar = new Uint8Array(utils.randomSecretKey());
      return wrapBytes(safe, binding, scalar, spki(algorithm, new Uint8Array(getPublicKey(scalar, false))));
    }
    const { privateKey, publicKey } = await newPair(native);
    return wrapUnder(
      safe,
      binding,
      "pkcs8",
      privateKey,
      new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)),
    );
  },
  async take(safe, spec, binding, bytes) {
    const { native, algorithm } = curveOf(spec);
    const scalar = scalarIn(bytes, spec);
    const { utils, getPublicKey } = await noble(spec);
    if (scalar === null || !utils.isValidSecretKey(scalar)) return null;
    const point = new Uint8Array(getPublicKey(scalar, false));
    const named = pointIn(bytes, spec);
    if (named !== null && !equalBytes(named, point)) return null;
    const kept = native === null ? scalar.slice() : encoded(algorithm, scalar, point);
    return wrapBytes(safe, binding, kept, spki(algorithm, point));
  },
  async pair(spec): Promise<KeyPairBytes> {
    const { native, algorithm } = curveOf(spec);
    if (native === null) {
      const { utils, getPublicKey } = await noble(spec);
      const scalar = new Uint8Array(utils.randomSecretKey());
      const point = new Uint8Array(getPublicKey(scalar, false));
      const privateKey = encoded(algorithm, scalar, point);
      scalar.fill(0);
      return { privateKey, publicKey: spki(algorithm, point) };
    }
    return exported(await newPair(native));
  },
  async open(safe, spec, row) {
    await proveIntact(safe, row);
    return new EcMaterial(safe, spec, row);
  },
};

const newPair = (namedCurve: string): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);

class EcMaterial implements KeyMaterial {
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

  async sign(algorithm: string, type: MessageType, message: Bytes): Promise<Bytes> {
    const { native } = curveOf(this.#spec);
    const curve = await noble(this.#spec);
    if (native !== null && type === "RAW") {
      const compact = await crypto.subtle.sign(hashed(algorithm), await this.#private("ECDSA", "sign"), message);
      return new Uint8Array(curve.Signature.fromBytes(new Uint8Array(compact), "compact").toBytes("der"));
    }
    const digest = type === "RAW" ? await digestOf(algorithm, message) : message;
    const options = { prehash: false, lowS: false, format: "der", extraEntropy: true } as const;
    return lendBytes(this.#safe, this.#row, (bytes) => {
      const scalar = native === null ? bytes : (scalarIn(bytes, this.#spec) as Bytes);
      return new Uint8Array(curve.sign(digest, scalar, options));
    });
  }

  async verify(algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<boolean> {
    const { native } = curveOf(this.#spec);
    const curve = await noble(this.#spec);
    try {
      const compact = new Uint8Array(curve.Signature.fromBytes(signature, "der").toBytes("compact"));
      if (native !== null && type === "RAW")
        return await crypto.subtle.verify(hashed(algorithm), await this.#public(), compact, message);
      const digest = type === "RAW" ? await digestOf(algorithm, message) : message;
      return curve.verify(compact, digest, publicBits(this.#spki), { prehash: false, lowS: false });
    } catch {
      return false;
    }
  }

  async agree(peer: Bytes): Promise<Bytes | null> {
    const { native, algorithm } = curveOf(this.#spec);
    const namedCurve = native as string;
    // The curve by its name and the point uncompressed: some runtimes take curves told by their parameters too, right ones or not.
    if (publicOctets(peer, algorithm)?.[0] !== UNCOMPRESSED) return null;
    const key = await this.#private("ECDH", "deriveBits");
    try {
      const publicKey = await crypto.subtle.importKey("spki", peer, { name: "ECDH", namedCurve }, false, []);
      // Whole bytes: the 521 bits of P-521 come as 66 (SEC 1 section 3.3.1).
      const bits = 8 * Math.ceil(SPECS[this.#spec].size / 8);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, key, bits));
    } catch {
      return null;
    }
  }

  get #spki(): Bytes {
    return fromBase64(this.#row.publicKey as string);
  }

  #private(name: "ECDSA" | "ECDH", usage: string): Promise<CryptoKey> {
    const namedCurve = curveOf(this.#spec).native as string;
    return this.#handles.get(name, () => unwrapUnder(this.#safe, this.#row, "pkcs8", { name, namedCurve }, [usage]));
  }

  #public(): Promise<CryptoKey> {
    const namedCurve = curveOf(this.#spec).native as string;
    return this.#handles.get("public", () =>
      crypto.subtle.importKey("spki", this.#spki, { name: "ECDSA", namedCurve }, false, ["verify"]),
    );
  }
}

const hashName = (algorithm: string): string => `SHA-${algorithm.slice(-3)}`;
const hashed = (algorithm: string) => ({ name: "ECDSA", hash: hashName(algorithm) });
const digestOf = async (algorithm: string, message: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest(hashName(algorithm), message));

/* ---- PKCS #8 with an ECPrivateKey (RFC 5915 section 3) ---- */

const PUBLIC_KEY = 0xa1;

function encoded(algorithm: Bytes, scalar: Bytes, point: Bytes): Bytes {
  const tail = der(PUBLIC_KEY, der(BIT_STRING, Uint8Array.of(0), point));
  const room = new Uint8Array(scalar.length);
  const bytes = pkcs8(algorithm, der(SEQUENCE, der(INTEGER, Uint8Array.of(1)), der(OCTET_STRING, room), tail));
  // Set in place, so that there is one copy of it to overwrite.
  bytes.set(scalar, bytes.length - tail.length - scalar.length);
  return bytes;
}

/** The scalar's bytes inside `bytes`, not copied; null when they are no private key of that curve. */
function scalarIn(bytes: Bytes, spec: KeySpec): Bytes | null {
  const octets = privateOctets(bytes, curveOf(spec).algorithm);
  const [version, scalar] = (octets === null ? null : readInside(octets, SEQUENCE)) ?? [];
  const whole = scalar?.tag === OCTET_STRING && scalar.content.length === Math.ceil(SPECS[spec].size / 8);
  return version?.tag === INTEGER && version.content[0] === 1 && whole ? scalar.content : null;
}

/** The public key that may stand beside it. */
function pointIn(bytes: Bytes, spec: KeySpec): Bytes | null {
  const octets = privateOctets(bytes, curveOf(spec).algorithm) as Bytes;
  const named = readInside(octets, SEQUENCE)?.find(({ tag }) => tag === PUBLIC_KEY);
  return named === undefined ? null : (readDer(named.content)?.[0]?.content.slice(1) ?? null);
}
