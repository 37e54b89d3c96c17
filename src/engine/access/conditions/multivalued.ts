/** Condition keys that hold a list (authorization.md 1.8 and 1.10); all others hold one value. */
const MULTIVALUED: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:principalorgpaths",
  "aws:principalservicenameslist",
  "aws:resourceorgpaths",
  "aws:tagkeys",
  "kms:encryptioncontextkeys",
  "kms:grantoperations",
  "kms:resourcealiases",
]);

/** `key` in any case. */
export const isMultivalued = (key: string): boolean => MULTIVALUED.has(key.toLowerCase());
