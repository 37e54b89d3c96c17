/** What grants allow: authorization.md 1.7, the measured verdicts by their names, constraints, and grants that come from grants. */
import { describe, expect, test } from "vitest";
import type { GrantConstraints } from "../keys/rows.ts";
import {
  allow,
  ask,
  BLUE,
  deny,
  grant,
  GREEN,
  itself,
  itsRole,
  NOTHING,
  role,
  root,
  service,
  type Layers,
} from "../testing/asking.ts";
import { denialSentence } from "./denial.ts";

const app = role(BLUE, "App");
const etl = role(GREEN, "Etl");
const none = [NOTHING];
const iam = [allow()];

/** Which layer refuses, or `allow`. */
function verdict(caller: typeof app, layers: Layers): string {
  const decision = ask(caller, layers);
  return decision.allowed ? "allow" : denialSentence(decision, caller, "key").replace(/^.* (?=because no|with an)/, "");
}

const NO_IDENTITY = "because no identity-based policy allows the kms:Decrypt action";
const NO_SESSION = "because no session policy allows the kms:Decrypt action";
const NO_BOUNDARY = "because no permissions boundary allows the kms:Decrypt action";
const SESSION_DENY = "with an explicit deny in a session policy";
const toSession = [grant(itself(app))];
const toRole = [grant(itsRole(app))];

describe("the verdicts that were measured, in one account; identity policies allow nothing", () => {
  test.each<[name: string, what: string, layers: Layers, expected: string]>([
    ["1.7 SA1", "to the session", { grants: toSession }, "allow"],
    ["1.7 SA2", "to the session, whose session policy allows nothing", { grants: toSession, session: none }, "allow"],
    ["1.7 SA3", "to the session, whose session policy denies", { grants: toSession, session: [deny()] }, SESSION_DENY],
    ["1.7 SA4", "to a session of another name", { grants: [grant(itself(role(BLUE, "App", "other")))] }, NO_IDENTITY],
    [
      "1.7 SA5",
      "to the session, assumed again under its name",
      { grants: [grant(itself(role(BLUE, "App")))] },
      "allow",
    ],
    ["1.7 SA6", "to the session, whose boundary allows nothing", { grants: toSession, boundary: none }, "allow"],
    ["1.7 SA7 and 1.3 step 7 grant-role", "to the role", { grants: toRole }, "allow"],
    ["1.7 SA8", "to the role, session policy allows nothing", { grants: toRole, session: none }, NO_SESSION],
    ["1.7 SA9", "to the role, session policy denies", { grants: toRole, session: [deny()] }, SESSION_DENY],
    ["1.7 SA10", "to the role, boundary allows nothing", { grants: toRole, boundary: none }, NO_BOUNDARY],
  ])("%s: %s", (_, __, layers, expected) => {
    expect(verdict(app, { ...layers, identity: none })).toBe(expected);
  });
});

describe("the verdicts that were measured, across accounts", () => {
  const session = [grant(itself(etl))];
  const toTheRole = [grant(itsRole(etl))];
  const own = { issuingAccount: GREEN };
  const ownSession = [grant(itself(etl), own)];
  const ownRole = [grant(itsRole(etl), own)];
  test.each<[name: string, what: string, layers: Layers, expected: string]>([
    ["1.7 X1", "issued by the key's owner, to the session", { grants: session }, NO_IDENTITY],
    ["1.7 X2", "the same, session policy allows nothing", { grants: session, session: none }, NO_IDENTITY],
    ["1.7 X3", "issued by the key's owner, to the role", { grants: toTheRole }, NO_IDENTITY],
    ["1.7 X4", "the same, session policy allows nothing", { grants: toTheRole, session: none }, NO_SESSION],
    ["1.7 X5", "issued by the key's owner, and IAM allows", { grants: session, identity: iam }, "allow"],
    [
      "1.7 X6",
      "the same, session policy allows nothing",
      { grants: session, identity: iam, session: none },
      NO_SESSION,
    ],
    [
      "1.7 X7 and 1.3 step 9 trust by grant",
      "issued by the caller's account, to the session",
      { grants: ownSession },
      "allow",
    ],
    [
      "1.7 X8 and 1.3 step 9 trust by grant",
      "the same, session policy allows nothing",
      { grants: ownSession, session: none },
      "allow",
    ],
    [
      "1.7 X9 and 1.3 step 9 trust by grant",
      "issued by the caller's account, to the role",
      { grants: ownRole },
      "allow",
    ],
    [
      "1.7 X10 and 1.3 step 9 trust by grant",
      "the same, session policy allows nothing",
      { grants: ownRole, session: none },
      NO_SESSION,
    ],
  ])("%s: %s", (_, __, layers, expected) => {
    expect(verdict(etl, { identity: none, ...layers })).toBe(expected);
  });
});

describe("a grant allows only", () => {
  test("the operations that it lists", () => {
    const layers = { grants: [grant(itself(app), { operations: ["Encrypt"] })] };
    expect(ask(app, layers)).toMatchObject({ allowed: false, layer: "identity" });
    expect(ask(app, layers).documents[1]?.statements[0]?.whyNot).toMatchObject({ element: "action" });
  });
  test("its grantee, by unique id: a principal made anew under the name is somebody else", () => {
    const anew = { ...app, uniqueId: "AROAANEW:s" };
    expect(ask(anew, { grants: toSession }).allowed).toBe(false);
  });
  test("what a deny does not take away", () => {
    expect(ask(app, { grants: toSession, identity: [deny()] })).toMatchObject({ allowed: false, denial: "explicit" });
  });
  test("1.7 consistency and 1.3 step 7 grant-direct: once it is known everywhere, or its token was passed", () => {
    const later = ask(app, { grants: [grant(itself(app), {}, null)] });
    expect(later.allowed).toBe(false);
    expect(later.documents[1]?.statements[0]?.whyNot).toEqual({ element: "not-yet-known", at: 5_000 });
    expect(ask(app, { grants: [grant(itself(app), {}, "token")] })).toMatchObject({
      path: "grant-direct",
      layer: "grant",
    });
  });
  test("1.3 step 7 grant-account: as its account delegates when it is to an account: our reading", () => {
    const account = [grant({ arn: `arn:aws:iam::${GREEN}:root`, uniqueId: null })];
    expect(ask(etl, { grants: account })).toMatchObject({
      allowed: false,
      layer: "identity",
      ourReading: ["grant-account"],
    });
    expect(ask(etl, { grants: account, identity: iam })).toMatchObject({
      path: "grant-account",
      ourReading: ["grant-account"],
    });
    expect(ask(root(GREEN), { grants: account }).allowed).toBe(true);
  });
  test("1.7 SourceArn: a service that acts as itself, for the resource that it names", () => {
    const logs = service("logs.us-east-1.amazonaws.com");
    const sourceArn = "arn:aws:logs:us-east-1:111122223333:log-group:orders";
    const constraints = { equals: null, subset: null, sourceArn };
    const grants = [grant({ service: logs.arn }, { constraints })];
    expect(ask(logs, { grants, more: { sourceArn } })).toMatchObject({ allowed: true, crossAccount: false });
    expect(ask(logs, { grants }).allowed).toBe(false);
    expect(ask(service("s3.amazonaws.com"), { grants, more: { sourceArn } }).allowed).toBe(false);
  });
});

const equals = (pairs: Readonly<Record<string, string>>): GrantConstraints => ({
  equals: Object.entries(pairs),
  subset: null,
  sourceArn: null,
});
const subset = (pairs: Readonly<Record<string, string>>): GrantConstraints => ({
  equals: null,
  subset: Object.entries(pairs),
  sourceArn: null,
});

describe("1.7 constraints: constraints", () => {
  const AB = { a: "1", b: "2" };
  test.each<[what: string, constraints: GrantConstraints, request: Readonly<Record<string, string>>, holds: boolean]>([
    ["Equals takes the same pairs, in any order", equals(AB), { b: "2", a: "1" }, true],
    ["Equals takes no pair more", equals(AB), { ...AB, c: "3" }, false],
    ["Equals takes no pair less", equals(AB), { a: "1" }, false],
    ["Subset takes all of its pairs", subset(AB), AB, true],
    ["Subset takes more", subset(AB), { ...AB, c: "3" }, true],
    ["Subset takes no pair less", subset(AB), { a: "1" }, false],
    ["values have case", subset({ a: "x" }), { a: "X" }, false],
    ["keys have case", subset({ a: "x" }), { A: "x" }, false],
  ])("%s", (_, constraints, request, expected) => {
    const more = { encryptionContext: () => Object.entries(request) };
    expect(ask(app, { grants: [grant(itself(app), { constraints })], more }).allowed).toBe(expected);
  });
  test("the pair that is missing is named", () => {
    const { documents } = ask(app, { grants: [grant(itself(app), { constraints: subset({ Dept: "Finance" }) })] });
    expect(documents[1]?.statements[0]?.whyNot).toEqual({
      element: "condition",
      operator: "EncryptionContextSubset",
      key: "kms:EncryptionContext:Dept",
      request: [],
      policy: ["Finance"],
      missing: true,
    });
  });
  test("are not asked of DescribeKey", () => {
    const operations = ["DescribeKey"];
    const grants = [grant(itself(app), { operations, constraints: equals(AB) })];
    expect(ask(app, { grants, more: { action: "kms:DescribeKey" } }).allowed).toBe(true);
  });
});

describe("a grant made by a grant", () => {
  const parent = (constraints: GrantConstraints | null, operations = ["CreateGrant", "Decrypt", "Encrypt"]) =>
    grant(itself(app), { operations, constraints });
  const child = (constraints: GrantConstraints | null, operations = ["Decrypt"]) => ({
    action: "kms:CreateGrant",
    child: { operations, constraints },
  });
  const S = { a: "1" };
  const more = { a: "1", b: "2" };
  test.each<[what: string, parent: GrantConstraints | null, child: GrantConstraints | null, allowed: boolean]>([
    ["parent none, child anything", null, null, true],
    ["parent none, child anything", null, equals(S), true],
    ["parent Subset, child a larger Subset", subset(S), subset(more), true],
    ["parent Subset, child Equals with its pairs", subset(S), equals(more), true],
    ["parent Subset, child none", subset(S), null, false],
    ["parent Subset, child a smaller Subset", subset(more), subset(S), false],
    ["parent Equals, child the same Equals", equals(S), equals(S), true],
    ["parent Equals, child Subset", equals(S), subset(S), false],
    ["parent Equals, child another Equals", equals(S), equals(more), false],
  ])("%s", (_, from, made, allowed) => {
    const decision = ask(app, { grants: [parent(from)], more: child(made) });
    expect(decision.allowed).toBe(allowed);
  });
  test("1.7 D1: gives nothing that the parent does not have, CreateGrant included", () => {
    expect(ask(app, { grants: [parent(null)], more: child(null, ["Sign"]) }).allowed).toBe(false);
    const refused = ask(app, { grants: [parent(null, ["Decrypt"])], more: child(null) });
    expect(denialSentence(refused, app, "key")).toContain(
      "because no identity-based policy allows the kms:CreateGrant action",
    );
  });
  test("1.7 D2: two parents do not add up", () => {
    const grants = [parent(null, ["CreateGrant", "Encrypt"]), parent(null, ["Decrypt"])];
    expect(ask(app, { grants, more: child(null, ["Decrypt", "Encrypt"]) }).allowed).toBe(false);
  });
  test("who holds CreateGrant by a policy may give what it does not have itself", () => {
    const decision = ask(app, { identity: [allow({ Action: "kms:CreateGrant" })], more: child(null, ["Decrypt"]) });
    expect(decision).toMatchObject({ allowed: true, path: "kp-account" });
  });
});

test("ListGrants, ListRetirableGrants and RevokeGrant come from policies only", () => {
  for (const operation of ["ListGrants", "ListRetirableGrants", "RevokeGrant"]) {
    const grants = [grant(itself(app), { operations: [operation] })];
    expect(ask(app, { grants, more: { action: `kms:${operation}` } }).allowed).toBe(false);
  }
});
