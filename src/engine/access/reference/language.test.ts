/** The policy language (authorization.md 2.2, 2.3) and its fifteen edge cases (2.7), each as an administrator would meet it. */
import { describe, expect, test } from "vitest";
import {
  allow,
  ask,
  BLUE,
  deny,
  federated,
  GREEN,
  role,
  ROOT,
  root,
  to,
  user,
  type Layers,
  type Statement,
} from "../../testing/asking.ts";
import { createTestEngine, ZOE } from "../../testing/engine.ts";
import { OPERATORS } from "../conditions/index.ts";

const app = role(BLUE, "App");
const zoe = user(BLUE, "Zoe");
const green = role(GREEN, "Etl");
const iam = [allow()];

/** Whether IAM allows the application under this condition, the request being so. */
const under = (Condition: Statement, context: Layers["context"] = {}): boolean =>
  ask(app, { identity: [allow({ Condition })], context }).allowed;
/** Whether a deny under this condition hits. */
const hit = (Condition: Statement, context: Layers["context"] = {}): boolean =>
  !ask(app, { identity: [allow(), deny({ Condition })], context }).allowed;

describe("matching", () => {
  test("2.2 Principal: exact, and the account in both of its ways", () => {
    for (const named of [BLUE, ROOT]) expect(ask(app, { key: [to(named)], identity: iam }).allowed).toBe(true);
    for (const named of [`${app.principalArn}2`, app.principalArn.replace("App", "app"), "arn:aws:iam::*:role/App"])
      expect(ask(app, { key: [to(named)] }).allowed).toBe(false);
  });

  test("2.2 wildcards: in Like and nowhere else", () => {
    const context = { "aws:principaltag/team": "blue", "aws:principalarn": app.principalArn };
    expect(under({ StringLike: { "aws:PrincipalTag/team": "bl*" } }, context)).toBe(true);
    expect(under({ StringEquals: { "aws:PrincipalTag/team": "bl*" } }, context)).toBe(false);
    expect(under({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${BLUE}:role/*` } }, context)).toBe(true);
  });

  test("2.3 operators AND: every operator and every key", () => {
    const both = { StringEquals: { "aws:a": "1", "aws:b": "2" } };
    expect(under(both, { "aws:a": "1", "aws:b": "2" })).toBe(true);
    expect(under(both, { "aws:a": "1" })).toBe(false);
    const two = { StringEquals: { "aws:a": "1" }, Bool: { "aws:b": "true" } };
    expect(under(two, { "aws:a": "1", "aws:b": "true" })).toBe(true);
    expect(under(two, { "aws:a": "1", "aws:b": "false" })).toBe(false);
  });

  test("2.3 list of operators: AWS's, Null beside them", () => {
    const six = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
    const text = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"];
    const names = [
      ...text.map((name) => `String${name}`),
      ...["Numeric", "Date"].flatMap((kind) => six.map((name) => `${kind}${name}`)),
      ...["Equals", "Like", "NotEquals", "NotLike"].map((name) => `Arn${name}`),
      "Bool",
      "BinaryEquals",
      "IpAddress",
      "NotIpAddress",
    ];
    expect(new Set(OPERATORS.keys())).toEqual(new Set(names));
    for (const name of names)
      for (const written of [`${name}IfExists`, `ForAllValues:${name}`, `ForAllValues:${name}IfExists`])
        expect([written, under({ [written]: { "aws:NoSuchKey": "1" } })]).toEqual([written, true]);
  });
});

describe("edge cases", () => {
  const MFA = "aws:MultiFactorAuthPresent";

  test("2.7 1: ForAllValues holds on a missing key, and Null shuts that door", () => {
    const all = { "ForAllValues:StringEquals": { "aws:TagKeys": ["Team"] } };
    expect([under(all), under(all, { "aws:tagkeys": ["Team"] }), under(all, { "aws:tagkeys": ["Area"] })]).toEqual([
      true,
      true,
      false,
    ]);
    expect(under({ ...all, Null: { "aws:TagKeys": "false" } })).toBe(false);
  });
  test("2.7 2: a Deny with StringNotEquals blocks who lacks the key; with IfExists too, and only Null spares it", () => {
    const other = { "aws:PrincipalOrgID": "o-1" };
    expect([hit({ StringNotEquals: other }), hit({ StringNotEquals: other }, { "aws:principalorgid": "o-1" })]).toEqual(
      [true, false],
    );
    expect(hit({ StringNotEquals: other, Null: { "aws:PrincipalOrgID": "false" } })).toBe(false);
  });
  test("2.7 3: BoolIfExists false also holds for long-term keys, which have no such key", () => {
    expect([hit({ BoolIfExists: { [MFA]: "false" } }), hit({ Bool: { [MFA]: "false" } })]).toEqual([true, false]);
  });
  test("2.7 4: ArnLike's star stops at a colon, StringLike's does not", () => {
    const context = { "aws:principalarn": app.principalArn };
    const short = { "aws:PrincipalArn": "arn:aws:iam:*:role/App" };
    expect([under({ ArnLike: short }, context), under({ StringLike: short }, context)]).toEqual([false, true]);
  });
  test("2.7 5: names of keys have no case, values have", () => {
    const context = { "kms:viaservice": "s3.us-east-1.amazonaws.com" };
    expect(under({ StringEquals: { "KMS:VIASERVICE": "s3.us-east-1.amazonaws.com" } }, context)).toBe(true);
    expect(under({ StringEquals: { "kms:ViaService": "S3.us-east-1.amazonaws.com" } }, context)).toBe(false);
  });
  test("2.7 7: an alias ARN in Resource allows no use of the key", () => {
    const Resource = `arn:aws:kms:us-east-1:${BLUE}:alias/*`;
    expect(ask(app, { identity: [allow({ Resource })] })).toMatchObject({ allowed: false, layer: "identity" });
  });
  test("2.7 8: Principal * lets in callers of other accounts whose IAM allows it", () => {
    expect(ask(green, { key: [to("*")], identity: iam }).allowed).toBe(true);
    expect(ask(green, { key: [to("*")] }).allowed).toBe(false);
  });
  test("2.7 9: the account as principal is no user; its root user needs no IAM", () => {
    expect([ask(app).allowed, ask(root(BLUE)).allowed]).toEqual([false, true]);
  });
  test("2.7 10: NotPrincipal without the account denies even those whom it lists", () => {
    const except = (...AWS: string[]) => [to(zoe.arn), deny({ NotPrincipal: { AWS } })];
    expect(ask(zoe, { key: except(zoe.arn) })).toMatchObject({ allowed: false, denial: "explicit" });
    expect(ask(zoe, { key: except(zoe.arn, ROOT) }).allowed).toBe(true);
  });
  test("2.7 11: kms:ViaService is absent on a direct call, where StringNotEquals matches", () => {
    const others = { "kms:ViaService": "s3.us-east-1.amazonaws.com" };
    expect([hit({ StringNotEquals: others }), under({ StringEquals: others })]).toEqual([true, false]);
  });
  test("2.7 12: Bool false does not match an absent key", () => {
    expect([
      under({ Bool: { [MFA]: "false" } }),
      under({ Bool: { [MFA]: "false" } }, { [MFA.toLowerCase()]: "false" }),
    ]).toEqual([false, true]);
  });
  test("2.7 14: two values under a negated operator are neither of them", () => {
    const either = { StringNotEquals: { "aws:a": ["1", "2"] } };
    expect(["1", "2", "3"].map((value) => under(either, { "aws:a": value }))).toEqual([false, false, true]);
  });
  test("2.7 15: kms:* in IAM does not help where the key policy does not delegate", () => {
    expect(ask(app, { key: [to(zoe.arn)], identity: iam })).toMatchObject({ allowed: false, layer: "key-policy" });
  });
  test("2.7 6: a condition on appname meets a pair named AppName", async () => {
    const { call, orders } = await createTestEngine();
    const Condition = { StringEquals: { "kms:EncryptionContext:appname": "billing" } };
    const Statement = [to(ROOT), to(ZOE, { Action: "kms:Encrypt", Condition })];
    await call("PutKeyPolicy", { KeyId: orders, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    const seal = async (EncryptionContext: Readonly<Record<string, string>>) =>
      (await call("Encrypt", { KeyId: orders, Plaintext: "eA==", EncryptionContext }, { as: ZOE })).status;
    expect([await seal({ AppName: "billing" }), await seal({ AppName: "Billing" })]).toEqual([200, 400]);
  });
  test("2.7 13: IAM refuses a Sid with blanks", async () => {
    const { engine } = await createTestEngine();
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [allow({ Sid: "Allow use" })] });
    await expect(engine.glass.changeWorld({ act: "PutInlinePolicy", arn: ZOE, name: "p", text })).rejects.toThrow(
      "Statement IDs (SID) must be alpha-numeric.",
    );
  });
});

test("1.6 federated user: the session by its own ARN, or by its user's and limited", () => {
  const guest = federated(BLUE, "Guest");
  expect(ask(guest, { key: [to(guest.arn)] })).toMatchObject({ allowed: true, path: "kp-direct" });
  expect(ask(guest, { key: [to(guest.principalArn)], session: [allow({ Action: "s3:*" })] }).allowed).toBe(false);
});
