/**
 * AWS's quotas as data, with the day on which they were last read. Simulated: a world of a browser tab has no capacity to share, and
 * keeps AWS's numbers so that a lesson can run into them.
 */
import type { Family } from "./keys/specs.ts";

/** Resource quotas, read 23 November 2026 (kms-api.md 1.3). Reaching one is a LimitExceededException. */
export const QUOTAS = {
  /** KMS keys of an account in a Region. */
  keys: 100_000,
  aliasesPerKey: 50,
  grantsPerKey: 50_000,
  tagsPerKey: 50,
  /** Bytes of a key policy; the model's own limit is higher. */
  keyPolicyBytes: 32_768,
  /** In the life of a key; it was 10 until 2025. */
  onDemandRotationsPerKey: 25,
  /** Custom key stores of an account in a Region. */
  customKeyStores: 10,
} as const;

/** Requests that share one quota: those with the same name, account and Region. */
export interface RequestQuota {
  readonly name: string;
  /** Requests a second; below 1, one request in as many seconds as it takes. */
  readonly perSecond: number;
}

/**
 * Cryptographic operations share one quota for each kind of key. Read 23 November 2026 in a dated copy of the guide's "Request quotas".
 * @NOTE AWS: which of them the KMS keys of ML-KEM count against is our reading.
 */
const SHARED: Readonly<Record<Family, { readonly name: string; readonly perSecond: number | null }>> = {
  symmetric: { name: "symmetric", perSecond: null },
  hmac: { name: "symmetric", perSecond: null },
  rsa: { name: "RSA", perSecond: 1_000 },
  ec: { name: "ECC", perSecond: 1_000 },
  edwards: { name: "ECC", perSecond: 1_000 },
  "ml-dsa": { name: "ML-DSA", perSecond: 1_000 },
  "ml-kem": { name: "ML-KEM", perSecond: 1_000 },
};

/** The symmetric ones differ by Region. */
const SYMMETRIC_BY_REGION: Readonly<Record<string, number>> = {
  "us-east-1": 100_000,
  "us-west-2": 100_000,
  "eu-west-1": 100_000,
  "us-east-2": 20_000,
  "ap-southeast-1": 20_000,
  "ap-southeast-2": 20_000,
  "ap-northeast-1": 20_000,
  "eu-central-1": 20_000,
  "eu-west-2": 20_000,
};
const SYMMETRIC_ELSEWHERE = 10_000;

/** Data key pairs by their spec, both operations together; from the guide's copy of 2020, specs that are newer as P-256 (our reading). */
const DATA_KEY_PAIRS: Readonly<Record<string, number>> = {
  RSA_2048: 1,
  RSA_3072: 0.5,
  RSA_4096: 0.1,
  ECC_NIST_P384: 10,
  ECC_NIST_P521: 5,
};
const OTHER_DATA_KEY_PAIRS = 25;

/** Every other operation has its own; from the guide's copy of 2020, DescribeKey as of 2026. What is not listed has the commonest, 5. */
const BY_OPERATION: Readonly<Record<string, number>> = {
  CreateGrant: 50,
  DescribeKey: 2_000,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  GetParametersForImport: 0.25,
  ListAliases: 100,
  ListGrants: 100,
  ListKeyPolicies: 100,
  ListKeys: 100,
  ListResourceTags: 100,
  RetireGrant: 15,
  RevokeGrant: 15,
};
const OTHER_OPERATIONS = 5;

export interface CountedRequest {
  readonly operation: { readonly name: string; readonly kind: "change" | "crypto" | "read" };
  readonly region: string;
  /** Of the first key; null without one, as in GenerateRandom. */
  readonly family: Family | null;
  /** The spec of the data key pair that is asked for. */
  readonly pairSpec: string | null;
}

/** Against which quota a request counts. */
export function requestQuota({ operation, region, family, pairSpec }: CountedRequest): RequestQuota {
  if (pairSpec !== null)
    return {
      name: `GenerateDataKeyPair (${pairSpec})`,
      perSecond: DATA_KEY_PAIRS[pairSpec] ?? OTHER_DATA_KEY_PAIRS,
    };
  if (operation.kind !== "crypto")
    return { name: operation.name, perSecond: BY_OPERATION[operation.name] ?? OTHER_OPERATIONS };
  const { name, perSecond } = SHARED[family ?? "symmetric"];
  return {
    name: `Cryptographic operations (${name})`,
    perSecond: perSecond ?? SYMMETRIC_BY_REGION[region] ?? SYMMETRIC_ELSEWHERE,
  };
}
