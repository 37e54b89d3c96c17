import type { KeySpec, KeyUsage } from "./rows.ts";

/** One KMS key spec: all that other files need to know of it (kms-api.md 1.2). A new spec is one row. */
export interface Spec {
  readonly usages: readonly KeyUsage[];
  /** Whether CreateKey may leave KeyUsage out. */
  readonly usageOptional: boolean;
  readonly encryptionAlgorithms: readonly string[];
  readonly rotatable: boolean;
}

export const SPECS: Readonly<Record<KeySpec, Spec>> = {
  SYMMETRIC_DEFAULT: {
    usages: ["ENCRYPT_DECRYPT"],
    usageOptional: true,
    encryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    rotatable: true,
  },
};
