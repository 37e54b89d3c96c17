import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAIN, type Caller } from "./caller.ts";
import { denialSentence, evaluate } from "./evaluate.ts";
import { arnGlob, glob } from "./glob.ts";
import { askAbout, type AccessQuestion, type Document } from "./question.ts";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ROOT = "arn:aws:iam::111122223333:root";
const app = role("111122223333", "App");
const green = role("444455556666", "GreenEtl");

function role(account: string, name: string): Caller {
  return {
    ...PLAIN,
    kind: "role-session",
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/s`,
    principalArn: `arn:aws:iam::${account}:role/${name}`,
    uniqueId: `AROA${name}:s`,
    accessKeyId: "ASIA",
    label: `role ${name}`,
    session: { name: "s", issued: 0 },
  };
}

type Statement = Readonly<Record<string, unknown>>;
const statement = (effect: string, rest: Statement): Statement => ({
  Effect: effect,
  Action: "kms:*",
  Resource: "*",
  ...rest,
});
const allow = (principal: unknown, rest: Statement = {}): Statement =>
  statement("Allow", { Principal: principal, ...rest });
const deny = (principal: unknown, rest: Statement = {}): Statement =>
  statement("Deny", { Principal: principal, ...rest });
const document = (layer: Document["layer"], statements: readonly Statement[]): Document => ({
  layer,
  name: layer,
  owner: "",
  version: 1,
  text: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
});

function ask(
  caller: Caller,
  policy: readonly Statement[],
  iam: readonly Statement[] = [],
  over: Partial<AccessQuestion> = {},
) {
  return evaluate(
    askAbout({
      caller,
      action: "kms:Decrypt",
      resource: KEY,
      key: { account: "111122223333", policy: document("key-policy", policy) },
      identity: iam.length === 0 ? [] : [document("identity", iam)],
      crossAccountAllowed: true,
      ...over,
    }),
  );
}

const iamAllow = [statement("Allow", {})];

describe("within one account", () => {
  test("a policy that names the account hands the question to IAM, and IAM says yes", () => {
    expect(ask(app, [allow({ AWS: ROOT })], iamAllow)).toMatchObject({
      allowed: true,
      path: "kp-account",
      layer: "identity",
    });
  });
  test("the bare account id means the same as :root", () => {
    expect(ask(app, [allow({ AWS: "111122223333" })], iamAllow)).toMatchObject({
      allowed: true,
      path: "kp-account",
    });
  });
  test("naming the account gives nobody anything by itself", () => {
    const decision = ask(app, [allow({ AWS: ROOT })]);
    expect(decision).toMatchObject({
      allowed: false,
      layer: "identity",
      denial: "implicit",
    });
    expect(denialSentence(decision, app, "key")).toBe(
      `User: ${app.arn} is not authorized to perform: kms:Decrypt on resource: ${KEY} because no identity-based policy allows the kms:Decrypt action`,
    );
  });
  test("IAM alone, without the key policy's word, is nothing", () => {
    const decision = ask(app, [allow({ AWS: "arn:aws:iam::111122223333:role/Other" })], iamAllow);
    expect(decision).toMatchObject({ allowed: false, layer: "key-policy" });
    expect(denialSentence(decision, app, "key")).toContain(
      "because no resource-based policy allows the kms:Decrypt action",
    );
  });
  test("a policy that names the role needs no IAM", () => {
    expect(ask(app, [allow({ AWS: app.principalArn })])).toMatchObject({
      allowed: true,
      path: "kp-role",
    });
  });
  test("a policy that names the session, or everybody, needs no IAM", () => {
    for (const AWS of [app.arn, "*"])
      expect(ask(app, [allow({ AWS })])).toMatchObject({
        allowed: true,
        path: "kp-direct",
      });
    expect(ask(app, [allow("*")])).toMatchObject({
      allowed: true,
      path: "kp-direct",
    });
  });
  test("a deny for the account hits everybody in it, whoever else allows", () => {
    const decision = ask(app, [allow({ AWS: app.principalArn }), deny({ AWS: ROOT })], iamAllow);
    expect(decision).toMatchObject({
      allowed: false,
      denial: "explicit",
      layer: "key-policy",
      decisive: { document: 0, statement: 1 },
    });
    expect(denialSentence(decision, app, "key")).toContain("with an explicit deny in a resource-based policy");
  });
  test("a deny in IAM counts, delegated or not", () => {
    const decision = ask(app, [allow({ AWS: app.principalArn })], [statement("Deny", { Action: "kms:Decrypt" })]);
    expect(denialSentence(decision, app, "key")).toContain("with an explicit deny in an identity-based policy");
  });
  test("an alias ARN as an IAM resource never allows the use of the key behind it", () => {
    const decision = ask(
      app,
      [allow({ AWS: ROOT })],
      [
        statement("Allow", {
          Resource: "arn:aws:kms:us-east-1:111122223333:alias/orders",
        }),
      ],
    );
    expect(decision.allowed).toBe(false);
    expect(decision.documents[1]?.statements[0]?.whyNot).toMatchObject({
      element: "resource",
    });
  });
  test("a statement without Action or without Resource has no effect", () => {
    expect(ask(app, [{ Effect: "Allow", Principal: "*", Resource: "*" }]).allowed).toBe(false);
    expect(ask(app, [{ Effect: "Allow", Principal: "*", Action: "kms:*" }]).allowed).toBe(false);
  });
  test("every statement that does not apply says why not", () => {
    const { documents } = ask(app, [
      allow({ AWS: "arn:aws:iam::111122223333:user/Zoe" }),
      allow("*", { Action: "kms:Encrypt" }),
      allow("*", { Resource: "arn:aws:kms:us-east-1:111122223333:key/other" }),
    ]);
    expect(documents[0]?.statements.map((each) => each.whyNot?.element)).toEqual(["principal", "action", "resource"]);
  });
});

describe("across accounts", () => {
  test("each side alone is refused, both together are enough", () => {
    expect(ask(green, [allow({ AWS: "444455556666" })]).allowed).toBe(false);
    expect(ask(green, [allow({ AWS: ROOT })], iamAllow).allowed).toBe(false);
    expect(ask(green, [allow({ AWS: "444455556666" })], iamAllow).allowed).toBe(true);
  });
  test("even Principal * wants the caller's own account to vouch", () => {
    expect(ask(green, [allow("*")]).allowed).toBe(false);
    expect(ask(green, [allow("*")], iamAllow).allowed).toBe(true);
  });
  test("what the key's side refuses is not told apart from a key that does not exist", () => {
    const decision = ask(green, [allow({ AWS: ROOT })], iamAllow);
    expect(denialSentence(decision, green, "ciphertext")).toContain(
      "on the resource associated with this ciphertext because the resource does not exist in this Region",
    );
  });
  test("an operation that is not for other accounts stays refused", () => {
    expect(ask(green, [allow("*")], iamAllow, { crossAccountAllowed: false }).allowed).toBe(false);
  });
});

describe("without a key", () => {
  test("only IAM is asked", () => {
    const key = { key: null, resource: "*", action: "kms:ListKeys" };
    expect(ask(app, [], iamAllow, key)).toMatchObject({
      allowed: true,
      path: "identity",
    });
    const decision = ask(app, [], [], key);
    expect(denialSentence(decision, app, "key")).toBe(
      `User: ${app.arn} is not authorized to perform: kms:ListKeys because no identity-based policy allows the kms:ListKeys action`,
    );
  });
});

const effects = fc.constantFrom("Allow", "Deny");
const principals = fc.constantFrom(
  "*",
  ROOT,
  app.principalArn,
  app.arn,
  "arn:aws:iam::111122223333:role/Other",
  "444455556666",
);
const actions = fc.constantFrom("kms:*", "kms:Decrypt", "kms:De*", "kms:Encrypt", "*");
const statements = fc.array(fc.record({ effect: effects, AWS: principals, action: actions }), {
  minLength: 1,
  maxLength: 6,
});
const callers = fc.constantFrom(app, green);

test("a deny beats every allow, and one more allow never takes one away", () => {
  fc.assert(
    fc.property(callers, statements, statements, principals, (caller, keyStatements, iamStatements, extra) => {
      const policy = keyStatements.map(({ effect, AWS, action }) =>
        statement(effect, { Principal: { AWS }, Action: action }),
      );
      const iam = iamStatements.map(({ effect, action }) => statement(effect, { Action: action }));
      const decision = ask(caller, policy, iam);
      const denied = decision.documents.some(({ statements: judged }) =>
        judged.some(({ matched, effect }) => matched && effect === "Deny"),
      );
      expect(denied && decision.allowed).toBe(false);
      const more = [ask(caller, [...policy, allow({ AWS: extra })], iam), ask(caller, policy, [...iam, ...iamAllow])];
      expect(decision.allowed && more.some(({ allowed }) => !allowed)).toBe(false);
    }),
  );
});

describe("wildcards", () => {
  const naive = (pattern: string, text: string): boolean =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, "[\\s\\S]*")
        .replace(/\?/g, "[\\s\\S]")}$`,
    ).test(text);
  const word = fc.string({
    unit: fc.constantFrom("a", "b", "*", "?", ":"),
    maxLength: 9,
  });

  test("the linear matcher agrees with the plain one", () => {
    fc.assert(
      fc.property(
        word,
        word.map((text) => text.replace(/[*?]/g, "a")),
        (pattern, text) => {
          expect(glob(pattern, text)).toBe(naive(pattern, text));
        },
      ),
      { numRuns: 2000 },
    );
  });
  test("a pattern of nothing but stars costs no more than one", () => {
    expect(glob("*a".repeat(16_000), "b".repeat(2000))).toBe(false);
  });
  test("a star in an ARN stays in its part, but for the last one", () => {
    expect(arnGlob("arn:aws:kms:*:111122223333:key/*", KEY)).toBe(true);
    expect(arnGlob("arn:aws:kms:*", KEY)).toBe(false);
    expect(arnGlob("arn:*:key/*", KEY)).toBe(false);
    expect(arnGlob("arn:aws:kms:us-east-1:111122223333:*", KEY)).toBe(true);
  });
});
