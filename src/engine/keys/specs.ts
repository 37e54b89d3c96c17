import { unsupported, validation } from "../errors.ts";
import type { KeySpec, KeyUsage } from "./rows.ts";

/** One KMS key spec: all that other files need to know of it (kms-api.md 1.2). A new spec is one row. */
export interface Spec {
  readonly encryptionAlgorithms: readonly string[];
  readonly rotatable: boolean;
}

/** The specs whose keys can be made here. */
export const SPECS: Readonly<Record<KeySpec, Spec>> = {
  SYMMETRIC_DEFAULT: { encryptionAlgorithms: ["SYMMETRIC_DEFAULT"], rotatable: true },
};

/**
 * Every spec that AWS knows, and what its keys may be used for. The order is that of AWS's own refusals, which is not its model's; specs
 * newer than the recording stand at the end.
 */
const USAGES = {
  RSA_2048: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  ECC_NIST_P384: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  ECC_NIST_P256: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  ECC_NIST_P521: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  HMAC_384: ["GENERATE_VERIFY_MAC"],
  RSA_3072: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  ECC_SECG_P256K1: ["SIGN_VERIFY"],
  RSA_4096: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  SYMMETRIC_DEFAULT: ["ENCRYPT_DECRYPT"],
  HMAC_256: ["GENERATE_VERIFY_MAC"],
  HMAC_224: ["GENERATE_VERIFY_MAC"],
  HMAC_512: ["GENERATE_VERIFY_MAC"],
  SM2: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"],
  ECC_NIST_EDWARDS25519: ["SIGN_VERIFY"],
  ML_DSA_44: ["SIGN_VERIFY"],
  ML_DSA_65: ["SIGN_VERIFY"],
  ML_DSA_87: ["SIGN_VERIFY"],
  ML_KEM_512: ["ENCAPSULATE_DECAPSULATE"],
  ML_KEM_768: ["ENCAPSULATE_DECAPSULATE"],
  ML_KEM_1024: ["ENCAPSULATE_DECAPSULATE"],
} as const satisfies Record<string, readonly KeyUsage[]>;

export type KeySpecName = keyof typeof USAGES;
export const KEY_SPECS = Object.keys(USAGES) as readonly KeySpecName[];
/** The deprecated member has not learnt the newer ones. */
export const CUSTOMER_MASTER_KEY_SPECS = KEY_SPECS.slice(0, KEY_SPECS.indexOf("SM2") + 1);
export const KEY_USAGES: readonly KeyUsage[] = [
  "ENCRYPT_DECRYPT",
  "SIGN_VERIFY",
  "GENERATE_VERIFY_MAC",
  "KEY_AGREEMENT",
  "ENCAPSULATE_DECAPSULATE",
];

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
  if (spec === "SM2") throw unsupported("KeySpec SM2 is not supported in this Region");
  if (KeyUsage === undefined && spec !== "SYMMETRIC_DEFAULT") {
    throw validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  }
  const usage = KeyUsage ?? "ENCRYPT_DECRYPT";
  if (!(USAGES[spec] as readonly KeyUsage[]).includes(usage))
    throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  if (!(spec in SPECS)) throw unsupported(`Keyglass does not make keys of KeySpec ${spec} yet.`);
  return { spec: spec as KeySpec, usage };
}
