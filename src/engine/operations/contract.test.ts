/** Every operation's declaration beside AWS's own: what goes in, what comes out, who may, and within which bounds. */
import { describe, expect, test } from "vitest";
import contract from "../testing/data/api-contract.json" with { type: "json" };
import constraints from "../testing/data/member-constraints.json" with { type: "json" };
import { SECRET_MEMBERS, SECRET_OUTPUTS } from "#glass/secret-text.ts";
import type { FieldView } from "#glass/views.ts";
import type { Fields } from "../fields.ts";
import { OPERATIONS } from "./index.ts";

interface Contract {
  /** Member to its type; `!` in front: required. */
  readonly in: Readonly<Record<string, string>>;
  readonly out: readonly string[];
  readonly crossAccount: string | null;
  /** Permission, and where it is looked for. */
  readonly perm: readonly (readonly string[])[];
  readonly alias: boolean | null;
  readonly dryRun: boolean;
  readonly grantTokens: boolean;
  readonly recipient: boolean;
}

const CONTRACT = contract as Readonly<Record<string, Contract>>;
const CONSTRAINTS = constraints as Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
>;

/** Where the service is narrower than its model, or wider: kms-api.md 1.3, and specs that the model does not know yet. */
const SERVICE_RULES: Readonly<Record<string, Partial<FieldView>>> = {
  ...Object.fromEntries(
    ["Encapsulate", "Decapsulate"].flatMap((operation) => [
      [`${operation}.KeyId`, { min: 1, max: 2048 }],
      [`${operation}.GrantTokens`, { min: 0, max: 10 }],
    ]),
  ),
  "Decapsulate.SharedSecretCiphertextBlob": { min: 1, max: 6144 },
  "ListAliases.Limit": { max: 100 },
  "ListGrants.Limit": { max: 100 },
  "ListRetirableGrants.Limit": { max: 100 },
  "ListResourceTags.Limit": { max: 50 },
};

/** Left out of this table; from the API reference of both operations (authorization.md 1.8). */
const PERMISSIONS: Readonly<Record<string, Contract["perm"]>> = {
  ReplicateKey: [
    ["kms:ReplicateKey", "key policy"],
    ["kms:CreateKey", "IAM policy"],
    ["kms:TagResource", "IAM policy"],
  ],
  UpdatePrimaryRegion: [["kms:UpdatePrimaryRegion", "key policy"]],
};
/** Accepted there, though no page says so (kms-api.md 1.1). */
const ALIASES_TOO = new Set(["GenerateMac", "VerifyMac"]);

const SCALARS: Readonly<Record<string, FieldView["type"]>> = {
  string: "string",
  number: "integer",
  boolean: "boolean",
  Uint8Array: "blob",
  Date: "timestamp",
  "Record<string, string>": "map",
  RecipientInfo: "structure",
  GrantConstraints: "structure",
  XksProxyAuthenticationCredentialType: "structure",
};
const typeOf = (name: string): FieldView["type"] => (name.endsWith("[]") ? "list" : (SCALARS[name] ?? "string"));

test("there are AWS's operations, all of them and no others, each under its own name", () => {
  expect([...OPERATIONS.keys()].toSorted()).toEqual(Object.keys(CONTRACT).toSorted());
  for (const [name, operation] of OPERATIONS) expect(operation.name).toBe(name);
});

test("the members that are marked as secret are those that application and engine veil", () => {
  const secretIn = (fields: Fields): string[] =>
    Object.entries(fields).flatMap(([name, { view, members, item }]) => {
      const inside = { ...members, ...item?.members };
      return [...(view.secret && view.type !== "structure" ? [name] : []), ...secretIn(inside)];
    });
  const marked = new Set([...OPERATIONS.values()].flatMap(({ input }) => secretIn(input)));
  expect(new Set([...marked, ...SECRET_OUTPUTS])).toEqual(SECRET_MEMBERS);
});

describe.each([...OPERATIONS.values()].map((operation) => [operation.name, operation] as const))(
  "%s",
  (name, operation) => {
    const expected = CONTRACT[name]!;

    test("takes AWS's members, with their types, and requires those that AWS requires", () => {
      const declared = Object.entries(operation.input).map(([member, { view }]) => [member, view.type, view.required]);
      const wanted = Object.entries(expected.in).map(([member, type]) => [
        member,
        typeOf(type.replace("!", "")),
        type.startsWith("!"),
      ]);
      expect(declared).toHaveLength(wanted.length);
      expect(declared).toEqual(expect.arrayContaining(wanted));
    });

    test("returns AWS's members", () => {
      expect([...operation.output]).toEqual(expected.out);
    });

    test("holds its members to AWS's bounds", () => {
      for (const [member, { view }] of Object.entries(operation.input)) {
        const { min, max, pattern } = {
          ...CONSTRAINTS[name]?.[member],
          ...SERVICE_RULES[`${name}.${member}`],
        } as Partial<FieldView>;
        expect({ member, min: view.min, max: view.max, pattern: view.pattern }).toEqual({ member, min, max, pattern });
        const values = (CONSTRAINTS[name]?.[member]?.["values"] ?? []) as readonly string[];
        expect(view.values ?? [], member).toEqual(expect.arrayContaining([...values]));
      }
    });

    test("asks for AWS's permissions", () => {
      const roles = Object.values(operation.keys).flatMap(({ permission }) =>
        permission === null ? [] : [permission],
      );
      const others = (operation.permissions ?? []).map(({ permission }) => permission);
      const perm = PERMISSIONS[name] ?? expected.perm;
      expect(new Set([...roles, ...others])).toEqual(new Set(perm.map(([permission]) => permission)));
      const byKeyPolicy = perm.filter(([, where]) => where === "key policy").map(([permission]) => permission);
      // UpdateAlias asks the key policies of both its keys too, which this table leaves out (authorization.md 1.8).
      expect(new Set(roles)).toEqual(new Set(name === "UpdateAlias" ? ["kms:UpdateAlias"] : byKeyPolicy));
    });

    test("accepts aliases and other accounts' keys where AWS does", () => {
      for (const role of Object.values(operation.keys)) {
        expect(role.aliases === true).toBe(expected.alias === true || ALIASES_TOO.has(name));
        expect(role.crossAccount === true).toBe(expected.crossAccount === "Yes");
      }
    });

    test("knows DryRun, grant tokens and recipients where AWS does", () => {
      const knows = (member: string): boolean => operation.input[member] !== undefined;
      expect([knows("DryRun"), knows("GrantTokens"), knows("Recipient")]).toEqual([
        expected.dryRun,
        expected.grantTokens,
        expected.recipient,
      ]);
    });

    test("says what it does in one plain sentence or two", () => {
      expect(operation.says).toMatch(/^[A-Z].{15,160}\.$/);
    });
  },
);
