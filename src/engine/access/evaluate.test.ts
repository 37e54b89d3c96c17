/** authorization.md 1.1, 1.3, 1.6 and 1.11: which layers, which ways, and how they are put together. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allow,
  ask,
  BLUE,
  deny,
  document,
  federated,
  grant,
  GREEN,
  itself,
  itsRole,
  KEY,
  NOTHING,
  role,
  ROOT,
  root,
  service,
  to,
  user,
  type Layers,
  type Statement,
} from "../testing/asking.ts";

const app = role(BLUE, "App");
const zoe = user(BLUE, "Zoe");
const green = role(GREEN, "GreenEtl");
const iam = [allow()];
const none = [NOTHING];

describe("within one account", () => {
  test("1.1 delegation and 1.3 step 7 kp-account: a policy that names the account hands the question to IAM, and IAM says yes", () => {
    expect(ask(app, { identity: iam })).toMatchObject({ allowed: true, path: "kp-account", layer: "identity" });
  });
  test("1.6 account: the bare account id means the same as :root", () => {
    expect(ask(app, { key: [to(BLUE)], identity: iam })).toMatchObject({ allowed: true, path: "kp-account" });
  });
  test("1.1 delegation: naming the account gives nobody anything by itself", () => {
    expect(ask(app)).toMatchObject({ allowed: false, layer: "identity", denial: "implicit" });
  });
  test("but its root user, which needs no IAM policy", () => {
    expect(ask(root(BLUE))).toMatchObject({ allowed: true, path: "kp-direct" });
  });
  test("1.1 one policy: without the account in the key policy not even the root user gets in", () => {
    expect(ask(root(BLUE), { key: [to(zoe.arn)] })).toMatchObject({ allowed: false, layer: "key-policy" });
  });
  test("IAM alone, without the key policy's word, is nothing", () => {
    const other = [to(`arn:aws:iam::${BLUE}:role/Other`)];
    expect(ask(app, { key: other, identity: iam })).toMatchObject({ allowed: false, layer: "key-policy" });
  });
  test("1.3 step 7 kp-role and 1.6 role: a policy that names the role needs no IAM", () => {
    expect(ask(app, { key: [to(app.principalArn)] })).toMatchObject({ allowed: true, path: "kp-role" });
  });
  test("1.3 step 7 kp-direct and 1.6 session and 1.6 everybody: a policy that names the session, the user or everybody needs no IAM", () => {
    for (const named of [app.arn, "*"])
      expect(ask(app, { key: [to(named)] })).toMatchObject({ allowed: true, path: "kp-direct" });
    expect(ask(zoe, { key: [to(zoe.arn)] })).toMatchObject({ allowed: true, path: "kp-direct" });
    expect(ask(app, { key: [allow({ Principal: "*" })] })).toMatchObject({ allowed: true, path: "kp-direct" });
  });
  test("1.6 user: names have case", () => {
    expect(ask(zoe, { key: [to(zoe.arn.replace("Zoe", "zoe"))] }).allowed).toBe(false);
  });
  test("1.2 unique ids: principals are compared by unique id: one that is shown by its id is that one and no later one", () => {
    expect(ask(app, { key: [to("AROAAPP")] })).toMatchObject({ allowed: true, path: "kp-role" });
    expect(ask(zoe, { key: [to("AIDAZOE")] })).toMatchObject({ allowed: true, path: "kp-direct" });
    expect(ask({ ...zoe, uniqueId: "AIDANEW" }, { key: [to("AIDAZOE")] }).allowed).toBe(false);
  });
  test("a statement without Action or without Resource has no effect", () => {
    expect(ask(app, { key: [{ Effect: "Allow", Principal: "*", Resource: "*" }] }).allowed).toBe(false);
    expect(ask(app, { key: [{ Effect: "Allow", Principal: "*", Action: "kms:*" }] }).allowed).toBe(false);
  });
  test("2.1 applies: every statement that does not apply says why not", () => {
    const key = [
      to(zoe.arn),
      to("*", { Action: "kms:Encrypt" }),
      to("*", { Resource: KEY.replace("1234abcd", "99999999") }),
      to("*", { Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } } }),
    ];
    const { documents } = ask(app, { key });
    expect(documents[0]?.statements.map(({ whyNot }) => whyNot?.element)).toEqual([
      "principal",
      "action",
      "resource",
      "condition",
    ]);
  });
});

describe("what limits the caller (1.3, step 9)", () => {
  const byRole = [to(app.principalArn)];
  const bySession = [to(app.arn)];
  test.each<[what: string, layers: Layers, allowed: boolean, layer: string]>([
    ["1.3 step 9 role: kp-role is cut by a boundary", { key: byRole, boundary: none }, false, "boundary"],
    ["1.3 step 9 role: kp-role is cut by a session policy", { key: byRole, session: none }, false, "session"],
    [
      "1.3 layer named: a session policy is named before a boundary",
      { key: byRole, session: none, boundary: none },
      false,
      "session",
    ],
    ["1.3 step 9 role: kp-role passes what allows", { key: byRole, session: iam, boundary: iam }, true, "key-policy"],
    ["1.3 step 9 direct: kp-direct is not cut by a boundary", { key: bySession, boundary: none }, true, "key-policy"],
    [
      "1.3 step 9 direct: kp-direct is not cut by a session policy",
      { key: bySession, session: none },
      true,
      "key-policy",
    ],
    ["1.3 step 9 account: kp-account is cut by a boundary", { identity: iam, boundary: none }, false, "boundary"],
    ["1.3 step 9 account: kp-account is cut by a session policy", { identity: iam, session: none }, false, "session"],
    ["1.11 permissions boundary: a boundary gives nothing by itself", { boundary: iam }, false, "identity"],
    ["1.11 session policy: a session policy gives nothing by itself", { session: iam }, false, "identity"],
    ["1.3 step 3: a deny in a boundary counts on every way", { key: bySession, boundary: [deny()] }, false, "boundary"],
  ])("%s", (_, layers, allowed, layer) => {
    expect(ask(app, layers)).toMatchObject({ allowed, layer });
  });
  test("1.3 step 8: every session policy must allow", () => {
    const with2 = (second: readonly Statement[]) =>
      ask(app, { identity: iam, more: { session: [iam, second].map((each) => document("session", each)) } });
    expect(with2(iam).allowed).toBe(true);
    expect(with2(none)).toMatchObject({ allowed: false, layer: "session", denial: "implicit" });
  });
  test("1.6 PrincipalArn: Principal * with aws:PrincipalArn names a role that implicit denies do not cut", () => {
    const Condition = { ArnEquals: { "aws:PrincipalArn": app.principalArn } };
    const layers = { key: [to("*", { Condition })], session: none, boundary: none };
    expect(ask(app, { ...layers, context: { "aws:principalarn": app.principalArn } })).toMatchObject({
      allowed: true,
      path: "kp-direct",
    });
  });
});

describe("federated users", () => {
  const fed = federated(BLUE, "Guest");
  test("1.11 session policy: have what their session policy gives, of what their user has", () => {
    expect(ask(fed, { identity: iam, session: iam }).allowed).toBe(true);
    expect(ask(fed, { identity: iam, session: none }).allowed).toBe(false);
    expect(ask(fed, { identity: none, session: iam }).allowed).toBe(false);
  });
  test("1.3 step 8: have nothing by IAM without a session policy", () => {
    expect(ask(fed, { identity: iam })).toMatchObject({ allowed: false, layer: "identity" });
  });
  test("1.6 federated user and 1.6 user: named themselves, they need none; by their user they are limited", () => {
    expect(ask(fed, { key: [to(fed.arn)] })).toMatchObject({ allowed: true, path: "kp-direct" });
    expect(ask(fed, { key: [to(fed.principalArn)] })).toMatchObject({ allowed: true, path: "kp-role" });
    expect(ask(fed, { key: [to(fed.principalArn)], session: none })).toMatchObject({
      allowed: false,
      layer: "session",
    });
  });
});

describe("service principals", () => {
  const s3 = service("s3.amazonaws.com");
  const key = [allow({ Principal: { Service: "s3.amazonaws.com" } })];
  test("1.6 service: a service that acts as itself is let in by its name alone", () => {
    expect(ask(s3, { key })).toMatchObject({ allowed: true, path: "kp-direct", crossAccount: false });
    expect(ask(service("sns.amazonaws.com"), { key }).allowed).toBe(false);
  });
  test("an account in the policy is no service", () => {
    expect(ask(s3).allowed).toBe(false);
  });
  test("1.6 service: aws:SourceAccount ties it to whom it acts for", () => {
    const Condition = { StringEquals: { "aws:SourceAccount": BLUE } };
    const tied = [allow({ Principal: { Service: "s3.amazonaws.com" }, Condition })];
    expect(ask(s3, { key: tied, context: { "aws:sourceaccount": BLUE } }).allowed).toBe(true);
    expect(ask(s3, { key: tied, context: { "aws:sourceaccount": GREEN } }).allowed).toBe(false);
  });
});

describe("NotPrincipal", () => {
  const except = (...AWS: string[]): Statement => deny({ NotPrincipal: { AWS } });
  const key = (...AWS: string[]) => [to(app.principalArn), except(...AWS)];
  test("1.6 NotPrincipal deny: with Deny spares a session only by its account, its role and itself together", () => {
    expect(ask(app, { key: key(ROOT, app.principalArn, app.arn) }).allowed).toBe(true);
    expect(ask(app, { key: key(app.principalArn, app.arn) })).toMatchObject({ allowed: false, denial: "explicit" });
    expect(ask(app, { key: key(ROOT, app.principalArn) }).allowed).toBe(false);
  });
  test("with Deny spares a user by its account and itself", () => {
    expect(ask(zoe, { key: [to(zoe.arn), except(ROOT, zoe.arn)] }).allowed).toBe(true);
    expect(ask(zoe, { key: [to(zoe.arn), except(zoe.arn)] }).allowed).toBe(false);
  });
  test("1.6 NotPrincipal allow: with Allow lets the whole world in but those", () => {
    const world = [allow({ NotPrincipal: { AWS: zoe.arn } })];
    expect(ask(zoe, { key: world }).allowed).toBe(false);
    expect(ask(app, { key: world }).allowed).toBe(true);
  });
});

describe("explicit denies", () => {
  test("1.3 deny the account: a deny for the account hits everybody in it, whoever else allows", () => {
    const key = [to(app.principalArn), deny({ Principal: { AWS: ROOT } })];
    expect(ask(app, { key, identity: iam })).toMatchObject({
      allowed: false,
      denial: "explicit",
      layer: "key-policy",
      decisive: { document: 0, statement: 1 },
    });
  });
  test("1.3 step 3: a deny in IAM counts, delegated or not", () => {
    expect(ask(app, { key: [to(app.principalArn)], identity: [deny()] })).toMatchObject({ layer: "identity" });
  });
  test("1.12 several denies: of several, the outermost layer is named, and that is our reading", () => {
    const all = { scps: [[allow(), deny()]], key: [to("*"), deny({ Principal: "*" })], identity: [deny()] };
    expect(ask(app, all)).toMatchObject({ layer: "scp", denial: "explicit", ourReading: ["several-denies"] });
    expect(ask(app, { key: all.key }).ourReading).toBeUndefined();
  });
});

describe("the organisation and the network (1.11)", () => {
  const key = [to("*")];
  test("1.3 step 4: every level of SCPs must allow", () => {
    expect(ask(app, { key, scps: [iam, iam, iam] }).allowed).toBe(true);
    expect(ask(app, { key, scps: [iam, none, iam] })).toMatchObject({
      allowed: false,
      layer: "scp",
      denial: "implicit",
    });
  });
  test("1.3 step 4: the root user of a member account is held to them too", () => {
    expect(ask(root(BLUE), { scps: [none] })).toMatchObject({ allowed: false, layer: "scp" });
  });
  test("1.3 step 5: an RCP can only deny, callers of any account", () => {
    const rcp = [deny({ Principal: "*" })];
    expect(ask(root(BLUE), { key, rcp })).toMatchObject({ allowed: false, layer: "rcp", denial: "explicit" });
    expect(ask(green, { key, identity: iam, rcp }).allowed).toBe(false);
    expect(ask(app, { key, rcp: [deny({ Principal: "*", Action: "s3:*" })] }).allowed).toBe(true);
  });
  test("1.3 step 6: an endpoint policy must allow the principal, the action and the resource", () => {
    const all = { Principal: "*" };
    expect(ask(app, { key, endpoint: [allow(all)] }).allowed).toBe(true);
    expect(ask(app, { key, endpoint: [to(ROOT)] }).allowed).toBe(true);
    expect(ask(app, { key, endpoint: [to(zoe.arn)] })).toMatchObject({ allowed: false, layer: "vpc-endpoint" });
    expect(ask(app, { key, endpoint: [allow({ ...all, Action: "kms:Encrypt" })] }).allowed).toBe(false);
    expect(ask(app, { key, endpoint: [allow({ ...all, Resource: "arn:aws:kms:*:*:alias/*" })] }).allowed).toBe(false);
  });
});

describe("across accounts", () => {
  test("1.3 step 9 trust by IAM: each side alone is refused, both together are enough", () => {
    expect(ask(green, { key: [to(GREEN)] })).toMatchObject({ allowed: false, layer: "identity" });
    expect(ask(green, { identity: iam })).toMatchObject({ allowed: false, layer: "key-policy" });
    expect(ask(green, { key: [to(GREEN)], identity: iam })).toMatchObject({ allowed: true, crossAccount: true });
  });
  test("even Principal * wants the caller's own account to vouch", () => {
    expect(ask(green, { key: [to("*")] }).allowed).toBe(false);
    expect(ask(green, { key: [to("*")], identity: iam }).allowed).toBe(true);
  });
  test("1.3 step 9 trust by IAM: the caller's boundary and session policy must vouch too, even where the key policy names the session", () => {
    for (const limit of [{ boundary: none }, { session: none }])
      expect(ask(green, { key: [to(green.arn)], identity: iam, ...limit }).allowed).toBe(false);
  });
  test("1.3 step 9 not cross-account: an operation that is not for other accounts stays refused: our reading of its sentence", () => {
    expect(ask(green, { key: [to("*")], identity: iam, more: { crossAccountAllowed: false } })).toMatchObject({
      allowed: false,
      ourReading: ["not-cross-account"],
    });
  });
});

describe("resources (2.2)", () => {
  test("2.2 alias as Resource: an alias ARN as an IAM resource never allows the use of the key behind it", () => {
    const decision = ask(app, { identity: [allow({ Resource: `arn:aws:kms:us-east-1:${BLUE}:alias/orders` })] });
    expect(decision.allowed).toBe(false);
    expect(decision.documents[1]?.statements[0]?.whyNot).toMatchObject({ element: "resource" });
  });
  test("2.2 Resource: short forms of ARNs are not padded", () => {
    expect(ask(app, { identity: [allow({ Resource: "arn:aws:kms*" })] }).allowed).toBe(false);
    expect(ask(app, { identity: [allow({ Resource: `arn:aws:kms:*:${BLUE}:*` })] }).allowed).toBe(true);
  });
  test("2.2 NotResource: NotResource is everything else", () => {
    expect(ask(app, { identity: [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::x" }] }).allowed).toBe(
      true,
    );
    expect(ask(app, { identity: [{ Effect: "Allow", Action: "*", NotResource: KEY }] }).allowed).toBe(false);
  });
  test("2.6 unresolved: a variable without a value fits neither Resource nor NotResource", () => {
    const ours = `arn:aws:kms:us-east-1:${BLUE}:key/\${aws:PrincipalTag/key}`;
    const by = (statement: Statement, context = {}) => ask(app, { identity: [statement], context }).allowed;
    expect(by(allow({ Resource: ours }))).toBe(false);
    expect(by({ Effect: "Allow", Action: "*", NotResource: ours })).toBe(false);
    expect(by(allow({ Resource: ours }), { "aws:principaltag/key": KEY.slice(-36) })).toBe(true);
  });
  test("a variable without a value leaves the other resources of its statement as they are", () => {
    const nobodys = `arn:aws:kms:us-east-1:${BLUE}:key/\${aws:PrincipalTag/key}`;
    const denies = deny({ Resource: [nobodys, KEY] });
    expect(ask(app, { identity: [allow({ Resource: [nobodys, KEY] })] }).allowed).toBe(true);
    expect(ask(app, { identity: [allow(), denies] })).toMatchObject({ allowed: false, denial: "explicit" });
    const NotResource = [nobodys, "arn:aws:s3:::x"];
    expect(ask(app, { identity: [{ Effect: "Allow", Action: "*", NotResource }] }).allowed).toBe(false);
  });
  test("2.6 where: a variable stands behind the fifth colon only", () => {
    const context = { "aws:requestedregion": "us-east-1" };
    const here = `arn:aws:kms:\${aws:RequestedRegion}:${BLUE}:key/*`;
    const may = (statement: Statement) => ask(app, { identity: [statement], context }).allowed;
    expect(may(allow({ Resource: here }))).toBe(false);
    expect(may({ Effect: "Allow", Action: "*", NotResource: here })).toBe(false);
  });
  test("2.2 Resource in a key policy: in a key policy the key's own ARN means this key, and no pattern does", () => {
    expect(ask(zoe, { key: [to(zoe.arn, { Resource: KEY })] }).allowed).toBe(true);
    expect(ask(zoe, { key: [to(zoe.arn, { Resource: "arn:aws:kms:*:*:key/*" })] }).allowed).toBe(false);
  });
});

describe("2.2 Action: actions", () => {
  test.each<[pattern: string, allowed: boolean]>([
    ["kms:decrypt", true],
    ["KMS:De*", true],
    ["kms:D?crypt", true],
    ["*", true],
    ["*:*", true],
    ["k*:Decrypt", false],
    ["kms:Encrypt", false],
    ["Decrypt", false],
    ["k*", false],
    ["kms*", false],
  ])("%s: %s", (Action, allowed) => {
    expect(ask(app, { identity: [allow({ Action })] }).allowed).toBe(allowed);
  });
  test("2.2 NotAction: NotAction is everything else, of other services too", () => {
    expect(ask(app, { identity: [{ Effect: "Allow", NotAction: "kms:Encrypt", Resource: "*" }] }).allowed).toBe(true);
    expect(ask(app, { identity: [{ Effect: "Allow", NotAction: "kms:De*", Resource: "*" }] }).allowed).toBe(false);
  });
});

test("aliases of the key are known to IAM policies and not to key policies (1.9)", () => {
  const Condition = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/orders" } };
  const context = { "kms:resourcealiases": ["alias/orders"] };
  expect(ask(app, { identity: [allow({ Condition })], context }).allowed).toBe(true);
  expect(ask(app, { key: [to(app.arn, { Condition })], context }).allowed).toBe(false);
});

describe("without a key", () => {
  const more = { key: null, resource: "*", action: "kms:ListKeys" };
  test("1.3 no key: only the caller's side is asked", () => {
    expect(ask(app, { identity: iam, more })).toMatchObject({ allowed: true, path: "identity" });
    expect(ask(app, { more })).toMatchObject({ allowed: false, layer: "identity" });
    expect(ask(app, { identity: iam, boundary: none, more })).toMatchObject({ allowed: false, layer: "boundary" });
    expect(ask(root(BLUE), { more }).allowed).toBe(true);
  });
});

/* ---- properties ---- */

const principals = fc.constantFrom("*", ROOT, app.principalArn, app.arn, `arn:aws:iam::${BLUE}:role/Other`, GREEN);
const conditions = fc.constantFrom(
  {},
  { StringEquals: { "kms:ViaService": "s3" } },
  { StringNotEquals: { "kms:ViaService": "s3" } },
  { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } },
  { Null: { "kms:ViaService": "true" } },
);
const unnamed = {
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  Action: fc.constantFrom("kms:*", "kms:Decrypt", "kms:De*", "kms:Encrypt", "*"),
  Resource: fc.constantFrom("*", KEY, "arn:aws:kms:*:*:key/*"),
  Condition: conditions,
};
const few = { minLength: 1, maxLength: 4 };
const bare = fc.array(fc.record(unnamed), few);
const statements = fc.array(fc.record({ ...unnamed, Principal: principals.map((AWS) => ({ AWS })) }), few);
const grants = fc.constantFrom(
  [],
  [grant(itself(app))],
  [grant(itsRole(app))],
  [grant(itself(green), { issuingAccount: GREEN })],
);
const layers = fc.record({
  key: statements,
  identity: bare,
  grants,
  boundary: fc.option(bare, { nil: undefined }),
  session: fc.option(bare, { nil: undefined }),
  scps: fc.array(bare, { maxLength: 2 }),
  endpoint: fc.option(statements, { nil: undefined }),
  context: fc.constantFrom({}, { "kms:viaservice": "s3" }, { "aws:tagkeys": ["a", "b"] }),
});
const callers = fc.constantFrom(app, green, root(BLUE));

test("2.1 applies: a deny beats every allow, and one more allow in any layer never takes one away", () => {
  fc.assert(
    fc.property(callers, layers, principals, (caller, drawn, AWS) => {
      const decision = ask(caller, drawn);
      const denies = decision.documents.some(({ verdict }) => verdict === "deny");
      expect(denies && decision.allowed).toBe(false);
      expect(denies).toBe(decision.denial === "explicit");
      const more: Layers[] = [
        { ...drawn, key: [...drawn.key, to(AWS)] },
        { ...drawn, identity: [...drawn.identity, allow()] },
        { ...drawn, grants: [...drawn.grants, grant(itself(caller))] },
        { ...drawn, scps: drawn.scps.map((level) => [...level, allow()]) },
        ...(drawn.boundary === undefined ? [] : [{ ...drawn, boundary: [...drawn.boundary, allow()] }]),
        ...(drawn.session === undefined ? [] : [{ ...drawn, session: [...drawn.session, allow()] }]),
        ...(drawn.endpoint === undefined ? [] : [{ ...drawn, endpoint: [...drawn.endpoint, to("*")] }]),
      ];
      expect(decision.allowed && more.some((each) => !ask(caller, each).allowed)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});
