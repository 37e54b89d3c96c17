/** KMS keys of an account in a Region (kms-api.md 1.3). */
export const KEY_QUOTA = 100_000;
