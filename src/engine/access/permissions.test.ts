/** The table of permissions beside AWS's own reference, row by row (authorization.md 1.8). */
import { describe, expect, test } from "vitest";
import reference from "../testing/data/kms-authorization.json" with { type: "json" };
import { OPERATIONS } from "../operations/index.ts";
import { isMultivalued } from "./conditions/multivalued.ts";
import { CONDITION_KEYS } from "./context/context.ts";
import { PERMISSIONS } from "./permissions.ts";

/** `kms:EncryptionContext:${EncryptionContextKey}` and `kms:RecipientAttestation:PCR<0-31>` are families. */
const family = (key: string): string => key.replace(/\$\{.*\}$/, "").replace(/^(kms:RecipientAttestation:).*/, "$1");
/** AWS lists them as keys and with no action: the older names of KeySpec and KeyUsage. */
const OLDER_NAMES = ["kms:CustomerMasterKeySpec", "kms:CustomerMasterKeyUsage"];

describe.each(reference.actions.map((row) => [row.action, row] as const))("%s", (action, row) => {
  const permission = PERMISSIONS.get(action)!;

  test("is looked for where AWS says, on what AWS says", () => {
    const types = row.resources.map(({ type }) => type);
    const resource =
      action === "kms:ListRetirableGrants" ? "principal" : types.length > 1 ? "alias and key" : (types[0] ?? "*");
    expect(permission.resource).toBe(resource);
    const where = row.policyType.startsWith("iam-only (gr") ? "grant" : row.policyType.split(" ")[0];
    const words = { "iam-only": "IAM", internal: "nowhere", grant: "grant" }[where as string];
    expect(permission.where).toBe(words ?? (resource === "alias and key" ? resource : "key policy"));
  });

  test("works on other accounts' keys, and in grants, where AWS says", () => {
    expect([permission.crossAccount, permission.grantable]).toEqual([row.crossAccount === "yes", row.grantable]);
  });

  test("has AWS's condition keys", () => {
    const keys = [
      ...row.requestConditionKeys,
      ...row.keyResourceConditionKeys,
      ...row.conditionKeysOnlyInDeveloperGuide,
    ];
    const ours = [...permission.keys].filter((key) => !OLDER_NAMES.includes(key));
    // Of the internal action AWS lists the key's own only.
    const common = action === "kms:SynchronizeMultiRegionKey" ? ["kms:CallerAccount", "kms:ViaService"] : [];
    expect(new Set(ours)).toEqual(new Set([...keys.map(family), ...common]));
  });
});

test("two permissions are younger than the reference: our reading", () => {
  const known = new Set(reference.actions.map(({ action }) => action));
  const more = [...PERMISSIONS].filter(([action]) => !known.has(action));
  expect(more.map(([action, { ourReading }]) => [action, ourReading])).toEqual([
    ["kms:Decapsulate", true],
    ["kms:Encapsulate", true],
  ]);
});

test("20 permissions work across accounts, and AWS's 17 grant operations are those that grants may have", () => {
  const theirs = [...PERMISSIONS].filter(([, { ourReading }]) => ourReading !== true);
  expect(theirs.filter(([, { crossAccount }]) => crossAccount)).toHaveLength(20);
  const grantable = theirs.filter(([, row]) => row.grantable).map(([action]) => action.slice("kms:".length));
  expect(new Set(grantable)).toEqual(new Set(reference.grantOperations));
});

test("every condition key of the reference gets a value, and those of many values are known as such", () => {
  const ours = new Set(CONDITION_KEYS);
  for (const { key, multiValued } of reference.conditionKeys) {
    expect([key, ours.has(family(key))]).toEqual([key, true]);
    expect([key, isMultivalued(key)]).toEqual([key, multiValued]);
  }
});

test("every permission that an operation asks for is in the table, as the operation declares it", () => {
  for (const { name, keys, permissions = [] } of OPERATIONS.values()) {
    const roles = Object.values(keys).filter(({ permission }) => permission !== null);
    const ours = roles.map(({ permission }) => PERMISSIONS.get(permission ?? "")?.crossAccount);
    expect([name, ...ours]).toEqual([name, ...roles.map(({ crossAccount }) => crossAccount === true)]);
    expect([name, permissions.every(({ permission }) => PERMISSIONS.has(permission))]).toEqual([name, true]);
  }
});
