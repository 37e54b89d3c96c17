/** The kinds of keys in words: what a usage and a spec are good for, said before a key is made. Pure, keyed by AWS's names. */

/** What a key is for, as the choice says it. The order is that of the choice. */
const PURPOSES: Readonly<Record<string, string>> = {
  ENCRYPT_DECRYPT: "Encrypt and decrypt",
  SIGN_VERIFY: "Sign, so that others can verify",
  GENERATE_VERIFY_MAC: "Make and check MACs",
  KEY_AGREEMENT: "Agree on a secret with the owner of another key",
  ENCAPSULATE_DECAPSULATE: "Send a secret to the owner of a key, safe from quantum computers",
};

/** One line on each spec. The order is that of the choice: first what one takes without a reason against it. */
const GOOD_FOR: Readonly<Record<string, string>> = {
  SYMMETRIC_DEFAULT:
    "AES-256-GCM. The right one unless somebody outside KMS must encrypt: fast, rotates, takes an encryption context.",
  RSA_2048: "Anybody who has the public key can work without KMS. The smallest of the three, and enough for most.",
  RSA_3072: "As RSA_2048 with more reserve: about as strong as a symmetric key of 128 bits. Slower.",
  RSA_4096: "The largest RSA key, for rules that ask for it. The slowest to make and to use.",
  ECC_NIST_P256: "Short and fast signatures that nearly everything verifies. ES256 in tokens, TLS and passkeys.",
  ECC_NIST_P384: "As P-256 with more reserve, for rules that ask for 192 bits of strength.",
  ECC_NIST_P521: "The largest NIST curve. Seldom needed, and slower.",
  ECC_NIST_EDWARDS25519: "Ed25519: short signatures, always the same for the same text. SSH, package signing.",
  ECC_SECG_P256K1: "The curve of Bitcoin and Ethereum. Take it for blockchains only.",
  ML_DSA_44: "Signatures that a quantum computer cannot forge, of 2,420 bytes each. The smallest of the three.",
  ML_DSA_65: "As ML_DSA_44 with more reserve; signatures of 3,309 bytes.",
  ML_DSA_87: "The strongest of the three; signatures of 4,627 bytes.",
  HMAC_256: "The usual one: checks of 32 bytes that only holders of KMS permissions can make or check.",
  HMAC_224: "Checks of 28 bytes, where a protocol asks for them.",
  HMAC_384: "Checks of 48 bytes, where a protocol asks for them.",
  HMAC_512: "Checks of 64 bytes, where a protocol asks for them.",
  ML_KEM_768: "The usual one: carries a secret of 32 bytes in 1,088 bytes that a quantum computer cannot open.",
  ML_KEM_512: "The smallest: the secret travels in 768 bytes.",
  ML_KEM_1024: "The strongest: the secret travels in 1,568 bytes.",
};

const ORIGIN_CHOICES: Readonly<Record<string, string>> = {
  AWS_KMS: "KMS makes the material; nobody ever sees it.",
  EXTERNAL:
    "You bring the material. The key waits, PendingImport, until you do, and you keep the only copy outside KMS.",
};

export const usageChoices = Object.keys(PURPOSES);
export const originChoices = Object.keys(ORIGIN_CHOICES);

export const purposeWords = (usage: string): string => PURPOSES[usage] ?? usage;

export const goodFor = (spec: string): string => GOOD_FOR[spec] ?? "";

export const originChoiceWords = (origin: string): string => ORIGIN_CHOICES[origin] ?? origin;

/** Specs in the order in which they are offered; one that has no words yet comes last. */
export function inOfferedOrder<T extends { readonly name: string }>(specs: readonly T[]): readonly T[] {
  const order = Object.keys(GOOD_FOR);
  const place = ({ name }: T): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return specs.toSorted((a, b) => place(a) - place(b));
}

export const multiRegionWords = (multiRegion: boolean): string =>
  multiRegion
    ? "Copies with the same id and material can be made in other Regions. That cannot be changed later."
    : "Lives in this Region alone. The right one unless data moves between Regions.";
