import { invalidKeyUsage, unsupported, validation, type KmsError } from "../errors.ts";
import type { KeySpec, KeyUsage } from "./rows.ts";

/** Specs whose material is handled alike; the vault has one file a family. */
export type Family = "symmetric" | "rsa" | "ec" | "edwards" | "hmac" | "ml-dsa" | "ml-kem";

/** One KMS key spec: all that other files need to know of it (kms-api.md 1.2). */
export interface Spec {
  readonly family: Family;
  /** What its keys may be used for, and the algorithms of each use, in AWS's order. */
  readonly algorithms: Readonly<Partial<Record<KeyUsage, readonly string[]>>>;
  /** Bits of the modulus, the curve or the secret key; the parameter set's number for ML-DSA and ML-KEM. */
  readonly size: number;
  /** Material may be replaced by rotation. */
  readonly rotatable: boolean;
}

const spec = (family: Family, size: number, algorithms: Spec["algorithms"]): Spec => ({
  family,
  size,
  algorithms,
  rotatable: family === "symmetric",
});

const OAEP = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"];
const RSA_SIGNATURES = [
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
];
const rsa = (bits: number): Spec => spec("rsa", bits, { ENCRYPT_DECRYPT: OAEP, SIGN_VERIFY: RSA_SIGNATURES });
const nist = (bits: number, hash: number): Spec =>
  spec("ec", bits, { SIGN_VERIFY: [`ECDSA_SHA_${hash}`], KEY_AGREEMENT: ["ECDH"] });
const mac = (bits: number): Spec => spec("hmac", bits, { GENERATE_VERIFY_MAC: [`HMAC_SHA_${bits}`] });
const mlDsa = (set: number): Spec => spec("ml-dsa", set, { SIGN_VERIFY: ["ML_DSA_SHAKE_256"] });
const mlKem = (set: number): Spec => spec("ml-kem", set, { ENCAPSULATE_DECAPSULATE: ["ML_KEM"] });

/**
 * Every spec that AWS knows. The order is that of AWS's own refusals, which is not its model's; specs newer than the recording stand at
 * the end.
 */
const TABLE = {
  RSA_2048: rsa(2048),
  ECC_NIST_P384: nist(384, 384),
  ECC_NIST_P256: nist(256, 256),
  ECC_NIST_P521: nist(521, 512),
  HMAC_384: mac(384),
  RSA_3072: rsa(3072),
  ECC_SECG_P256K1: spec("ec", 256, { SIGN_VERIFY: ["ECDSA_SHA_256"] }),
  RSA_4096: rsa(4096),
  SYMMETRIC_DEFAULT: spec("symmetric", 256, { ENCRYPT_DECRYPT: ["SYMMETRIC_DEFAULT"] }),
  HMAC_256: mac(256),
  HMAC_224: mac(224),
  HMAC_512: mac(512),
  /** In China only; elsewhere it is refused by name. */
  SM2: spec("ec", 256, { ENCRYPT_DECRYPT: ["SM2PKE"], SIGN_VERIFY: ["SM2DSA"], KEY_AGREEMENT: ["ECDH"] }),
  ECC_NIST_EDWARDS25519: spec("edwards", 256, { SIGN_VERIFY: ["ED25519_SHA_512", "ED25519_PH_SHA_512"] }),
  ML_DSA_44: mlDsa(44),
  ML_DSA_65: mlDsa(65),
  ML_DSA_87: mlDsa(87),
  ML_KEM_512: mlKem(512),
  ML_KEM_768: mlKem(768),
  ML_KEM_1024: mlKem(1024),
} as const satisfies Record<string, Spec>;

export type KeySpecName = keyof typeof TABLE;
export const SPECS: Readonly<Record<KeySpecName, Spec>> = TABLE;
export const KEY_SPECS = Object.keys(TABLE) as readonly KeySpecName[];
/** The deprecated member has not learnt the newer ones. */
export const CUSTOMER_MASTER_KEY_SPECS = KEY_SPECS.slice(0, KEY_SPECS.indexOf("SM2") + 1);
export const KEY_USAGES: readonly KeyUsage[] = [
  "ENCRYPT_DECRYPT",
  "SIGN_VERIFY",
  "GENERATE_VERIFY_MAC",
  "KEY_AGREEMENT",
  "ENCAPSULATE_DECAPSULATE",
];

/** Where KeyMetadata and GetPublicKey list a usage's algorithms. */
export const ALGORITHM_LISTS: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: "EncryptionAlgorithms",
  SIGN_VERIFY: "SigningAlgorithms",
  GENERATE_VERIFY_MAC: "MacAlgorithms",
  KEY_AGREEMENT: "KeyAgreementAlgorithms",
  ENCAPSULATE_DECAPSULATE: "EncapsulationAlgorithms",
};

/** The algorithms that a key may be used with. */
export const algorithmsOf = (key: { readonly spec: KeySpec; readonly usage: KeyUsage }): readonly string[] =>
  SPECS[key.spec].algorithms[key.usage] ?? [];

/** Whether the key has a public half. */
export const isAsymmetric = (name: KeySpec): boolean => !["symmetric", "hmac"].includes(SPECS[name].family);

/** Whether code that calls one of them by an alias could call the other: same type and same usage. */
export function interchangeable(a: { spec: KeySpec; usage: KeyUsage }, b: { spec: KeySpec; usage: KeyUsage }): boolean {
  const type = (spec: KeySpec): string => (isAsymmetric(spec) ? "asymmetric" : SPECS[spec].family);
  return type(a.spec) === type(b.spec) && a.usage === b.usage;
}

/** What only keys of some specs can do, and what AWS says of the others. */
export interface Ability {
  readonly has: (spec: KeySpec) => boolean;
  readonly refusal: () => KmsError;
}

export const ABILITIES = {
  rotate: { has: (spec) => SPECS[spec].rotatable, refusal: unsupported },
  "show a public key": { has: isAsymmetric, refusal: unsupported },
  "wrap a data key": {
    has: (spec) => spec === "SYMMETRIC_DEFAULT",
    refusal: () => invalidKeyUsage("You cannot generate a data key with an asymmetric CMK"),
  },
} as const satisfies Readonly<Record<string, Ability>>;
export type AbilityName = keyof typeof ABILITIES;

/** An encryption context that nothing would authenticate is refused; null where it is fine. Measured. */
export const contextRefusal = (spec: KeySpec, pairs: number): KmsError | null =>
  isAsymmetric(spec) && pairs > 0
    ? validation("EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.")
    : null;

/** How many bytes an encryption under a key of this spec may have: RSAES-OAEP leaves so much room (RFC 8017 section 7.1.1). */
export const roomOf = (spec: KeySpec, algorithm: string): number =>
  isAsymmetric(spec) ? SPECS[spec].size / 8 - 2 * (algorithm === "RSAES_OAEP_SHA_1" ? 20 : 32) - 2 : Infinity;

/** More than there is room for is refused; null where it fits. Measured. */
export const roomRefusal = (spec: KeySpec, algorithm: string, bytes: number): KmsError | null =>
  bytes <= roomOf(spec, algorithm)
    ? null
    : validation(
        `Algorithm ${algorithm} and key spec ${spec} cannot encrypt data larger than ${roomOf(spec, algorithm)} bytes.`,
      );

export interface SpecMembers {
  readonly KeySpec: KeySpecName | undefined;
  readonly CustomerMasterKeySpec: KeySpecName | undefined;
  readonly KeyUsage: KeyUsage | undefined;
}

/**
 * Spec and usage of the key that CreateKey is asked for.
 * @throws KmsError ValidationException, UnsupportedOperationException (kms-api.md 1.2 and 1.4, 14).
 */
export function newKeyKind({ KeySpec, CustomerMasterKeySpec, KeyUsage }: SpecMembers): {
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
} {
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined) {
    throw validation(
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.",
    );
  }
  const spec = KeySpec ?? CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  if (spec === "SM2") throw unsupported(`KeySpec ${spec} is not supported in this Region`);
  if (KeyUsage === undefined && spec !== "SYMMETRIC_DEFAULT") {
    throw validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  }
  const usage = KeyUsage ?? "ENCRYPT_DECRYPT";
  if (SPECS[spec].algorithms[usage] === undefined)
    throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  return { spec, usage };
}
