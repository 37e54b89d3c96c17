/** What a key policy may be, who it may name, and the lockout check (authorization.md 1.4 to 1.6, 2.1): each put by a call. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT, ZOE } from "../../testing/engine.ts";
import { BLUE, BLUE_ROOT, may, text, to, type Statement } from "../../testing/trial.ts";

const admin = to(ADMIN, "kms:*");
const MALFORMED = "MalformedPolicyDocumentException";
const malformed = `${MALFORMED}: Policy document is malformed.`;
const INVALID = `${MALFORMED}: Policy contains a statement with one or more invalid principals.`;
const LOCKED_OUT = `${MALFORMED}: The new key policy will not allow you to update the key policy in the future.`;

/** What AWS says of a policy text, or `taken`. */
async function put(policy: string): Promise<string> {
  const { call, orders } = await createTestEngine();
  const { error, message } = await call("PutKeyPolicy", { KeyId: orders, Policy: policy });
  return error === null ? "taken" : `${error}${message === null ? "" : `: ${message}`}`;
}
const withTheAdministrators = (...statements: Statement[]): string => text([admin, ...statements]);
const condition = (Condition: JsonObject): string => withTheAdministrators(to(APP, "kms:Encrypt", { Condition }));

describe("what is taken, and what is not", () => {
  const big = (bytes: number): string => text([admin]).padEnd(bytes);
  test.each<[title: string, policy: string, said: string | RegExp]>([
    ["1.4 size: 32,768 bytes are taken", big(32_768), "taken"],
    ["1.4 size: one more is too many", big(32_769), "LimitExceededException"],
    [
      "1.4 characters: tab, line ends and Latin-1",
      text([{ ...admin, Sid: "é\u00ff" }]).replace("{", "{\t\r\n"),
      "taken",
    ],
    ["1.4 characters: nothing beyond Latin-1", text([{ ...admin, Sid: "€" }]), /^ValidationException: .*\\u00FF/],
    ["1.4 statement: one at least", text([]), malformed],
    ["1.4 statement and 2.1 grammar: one without a list", `{"Statement":${JSON.stringify(admin)}}`, "taken"],
    ["2.1 grammar: an Id and a list", `{"Id":"mine","Statement":[${JSON.stringify(admin)}]}`, "taken"],
    ["2.1 grammar: a Principal is required", withTheAdministrators(may("kms:Encrypt")), malformed],
    ["1.4 Version and 2.1 Version: none is that of 2008", `{"Statement":[${JSON.stringify(admin)}]}`, "taken"],
    ["2.1 Version: there are two", text([admin]).replace("2012-10-17", "2020-01-01"), malformed],
    ["1.4 Sid and 2.7 13: with blanks", text([{ ...admin, Sid: "Allow the administrators" }]), "taken"],
    ["2.1 duplicate keys: a name twice", text([admin]).replace("{", '{"Version":"2012-10-17",'), malformed],
    ["2.1 case: of an effect", text([{ ...admin, Effect: "allow" }]), malformed],
    [
      "2.1 case: of an element's name",
      text([{ ...admin, Effect: null }]).replace('"Effect":null', '"effect":"Allow"'),
      malformed,
    ],
    ["2.1 unquoted: booleans and numbers in conditions", condition({ Bool: { "aws:SecureTransport": true } }), "taken"],
    ["2.3 IfExists: not on Null", condition({ NullIfExists: { "kms:ViaService": "true" } }), malformed],
    ["2.3 unknown operator: is refused", condition({ StringMatches: { "kms:ViaService": "s3" } }), malformed],
    ["2.3 unknown key: is legal", condition({ StringEquals: { "aws:NoSuchKey": "x" } }), "taken"],
    ["2.4 literals: a number that is none", condition({ NumericEquals: { "aws:EpochTime": "soon" } }), malformed],
    [
      "1.4 principals exist and 1.4 invalid principals: a role",
      text([admin, to(`arn:aws:iam::${BLUE}:role/Ghost`, "kms:*")]),
      INVALID,
    ],
    ["1.4 principals exist: an account", text([admin, to("999999999999", "kms:*")]), INVALID],
    ["1.6 group: no groups", text([admin, to(`arn:aws:iam::${BLUE}:group/All`, "kms:*")]), INVALID],
    ["1.6 group: no parts of names", text([admin, to(`arn:aws:iam::${BLUE}:user/*`, "kms:*")]), INVALID],
    [
      "1.4 invalid ARN: another service's",
      text([admin, to("arn:aws:s3:::orders", "kms:*")]),
      `${MALFORMED}: An ARN in the specified key policy is invalid.`,
    ],
    ...["kms:EncryptionContext:Dept", "aws:RequestTag/Dept"].map((key): [string, string, RegExp] => [
      `1.4 ForAllValues: on ${key}`,
      condition({ "ForAllValues:StringEquals": { [key]: "IT" } }),
      /^MalformedPolicyDocumentException: OverlyPermissiveCondition: Using the ForAllValues set operator/,
    ]),
    ["1.4 lockout: whoever puts it must be able to put the next", text([to(APP, "kms:*")]), LOCKED_OUT],
  ])("%s", async (_, policy, said) => {
    expect(await put(policy)).toMatch(said instanceof RegExp ? said : new RegExp(`^${escaped(said)}$`));
  });
  const escaped = (words: string): string => words.replace(/[.[\]]/g, "\\$&");
});

describe("what it does then", () => {
  const allowedUnder = async (policy: string, as: string): Promise<boolean> => {
    const { call, orders } = await createTestEngine();
    expect((await call("PutKeyPolicy", { KeyId: orders, Policy: policy })).error).toBeNull();
    return (await call("Encrypt", { KeyId: orders, Plaintext: b64("x") }, { as })).error === null;
  };
  const without = (name: string): Statement => {
    const { [name]: _, ...rest } = to(REPORT, "kms:Encrypt");
    return rest;
  };

  test.each(["Action", "Resource"])("1.4 no effect: a statement without %s is taken", async (name) => {
    expect(await allowedUnder(withTheAdministrators(without(name)), REPORT)).toBe(false);
  });

  test("1.4 Resource: * is this key", async () => {
    expect(await allowedUnder(withTheAdministrators(to(REPORT, "kms:Encrypt")), REPORT)).toBe(true);
  });

  test("1.4 Version and 2.6 version: one of 2008 has no variables", async () => {
    const Condition = { StringEquals: { "aws:username": "${aws:username}" } };
    const policy = withTheAdministrators(to(ZOE, "kms:Encrypt", { Condition }));
    expect(await allowedUnder(policy, ZOE)).toBe(true);
    expect(await allowedUnder(policy.replace("2012-10-17", "2008-10-17"), ZOE)).toBe(false);
  });

  test("2.3 unknown key: is absent", async () => {
    const equal = condition({ StringEquals: { "aws:NoSuchKey": "x" } });
    const unequal = condition({ StringNotEquals: { "aws:NoSuchKey": "x" } });
    expect([await allowedUnder(equal, APP), await allowedUnder(unequal, APP)]).toEqual([false, true]);
  });

  test("1.4 administrator: with PutKeyPolicy or CreateGrant one gives oneself the use of the key", async () => {
    for (const Action of ["kms:PutKeyPolicy", "kms:CreateGrant"]) {
      const { call, orders, engine } = await createTestEngine();
      await engine.glass.setGrantDelay(0);
      await call("PutKeyPolicy", { KeyId: orders, Policy: withTheAdministrators(to(REPORT, Action)) });
      const use = async () => (await call("Encrypt", { KeyId: orders, Plaintext: b64("x") }, { as: REPORT })).error;
      expect(await use()).toBe("AccessDeniedException");
      const Policy = text([to(REPORT, ["kms:PutKeyPolicy", "kms:Encrypt"])]);
      if (Action === "kms:PutKeyPolicy") await call("PutKeyPolicy", { KeyId: orders, Policy }, { as: REPORT });
      else
        await call("CreateGrant", { KeyId: orders, GranteePrincipal: REPORT, Operations: ["Encrypt"] }, { as: REPORT });
      expect(await use()).toBeNull();
    }
  });
});

describe("the lockout check", () => {
  const locked = text([to(APP, "kms:*")]);

  test.each([
    ["CreateKey", {}],
    ["ReplicateKey", { ReplicaRegion: "eu-west-1" }],
  ])("1.5 when: %s with a policy, unless it is bypassed", async (operation, more) => {
    const { call } = await createTestEngine();
    const { body } = await call("CreateKey", { MultiRegion: true });
    const { KeyId } = body["KeyMetadata"] as unknown as { KeyId: string };
    const input = operation === "CreateKey" ? more : { KeyId, ...more };
    const answer = await call(operation, { ...input, Policy: locked });
    expect(`${answer.error}: ${answer.message}`).toBe(LOCKED_OUT);
    const bypassed = { ...input, Policy: locked, BypassPolicyLockoutSafetyCheck: true };
    expect((await call(operation, bypassed)).error).toBeNull();
  });

  test("1.5 bypass forbidden: an administrator may be kept from it", async () => {
    const { call, orders } = await createTestEngine();
    const Condition = { Bool: { "kms:BypassPolicyLockoutSafetyCheck": "true" } };
    const forbidden = { ...to("*", "kms:PutKeyPolicy", { Condition }), Effect: "Deny" };
    const Policy = text([to(BLUE_ROOT, "kms:*"), forbidden]);
    expect((await call("PutKeyPolicy", { KeyId: orders, Policy })).error).toBeNull();
    expect((await call("PutKeyPolicy", { KeyId: orders, Policy })).error).toBeNull();
    const bypassed = await call("PutKeyPolicy", { KeyId: orders, Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(bypassed.message).toMatch(/with an explicit deny in a resource-based policy$/);
  });
});
