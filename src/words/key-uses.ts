/** What is done with keys that do not encrypt: signatures, MACs, public keys, shared secrets. Pure, keyed by AWS's names. */

/** Something that KMS makes over a text and checks later. */
export interface Proof {
  readonly make: "Sign" | "GenerateMac";
  readonly check: "Verify" | "VerifyMac";
  /** The members of the calls that carry it and its algorithm. */
  readonly member: string;
  readonly algorithmMember: string;
  readonly algorithmLabel: string;
  readonly thing: string;
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  readonly checkButton: string;
}

/** By KeyUsage. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  SIGN_VERIFY: {
    make: "Sign",
    check: "Verify",
    member: "Signature",
    algorithmMember: "SigningAlgorithm",
    algorithmLabel: "Signing algorithm",
    thing: "signature",
    title: "Sign a short text",
    lead: "Only KMS can sign, since only it has the private key. Anybody who has the public key can verify, with KMS or without.",
    button: "Sign",
    checkButton: "Verify",
  },
  GENERATE_VERIFY_MAC: {
    make: "GenerateMac",
    check: "VerifyMac",
    member: "Mac",
    algorithmMember: "MacAlgorithm",
    algorithmLabel: "MAC algorithm",
    thing: "MAC",
    title: "Make a MAC of a short text",
    lead: "Whoever may check a MAC holds the same key as who made it, so here both are done by KMS, each under its own permission.",
    button: "Make a MAC",
    checkButton: "Check",
  },
};

/** What of the text goes to KMS. `null`: the operation has no MessageType. */
export function messageTypeWords(type: string | null): string {
  if (type === "DIGEST") return "Your application hashes it and sends the digest alone, so it can have any length.";
  return "The text itself goes to KMS, 4,096 bytes at most.";
}

/** A public key as programs take it: SubjectPublicKeyInfo in PEM. `encoded`: its base64. */
export function publicKeyPem(encoded: string): string {
  const lines = encoded.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n");
}

const PUBLIC_USES: Readonly<Record<string, string>> = {
  ENCRYPT_DECRYPT: "Others encrypt with it outside KMS; only KMS opens.",
  SIGN_VERIFY: "Others verify with it outside KMS, without a call and without a permission.",
  KEY_AGREEMENT: "Others derive the shared secret with it and a private key of their own.",
  ENCAPSULATE_DECAPSULATE: "Others encapsulate a secret with it outside KMS; only KMS decapsulates.",
};

/** What others do with the public half of a key of this usage. */
export const publicUse = (usage: string): string => PUBLIC_USES[usage] ?? "";

/** The fingerprint of a public key, in pairs: `3f:9c:…`. `digits`: SHA-256 in hex. */
export const fingerprint = (digits: string): string => digits.match(/../g)?.join(":") ?? "";
