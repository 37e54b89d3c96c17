/** Rules that AWS neither documents nor was seen to follow: each is named where it has a part in a decision, and only there. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, type Answer, type CallOptions } from "../testing/engine.ts";
import {
  allow,
  ask,
  BLUE,
  deny,
  document,
  grant,
  itself,
  itsRole,
  KEY,
  NOTHING,
  ROOT,
  role,
  to,
} from "../testing/asking.ts";
import type { GrantParty, KeyRow } from "../keys/rows.ts";
import { askAbout, type AccessQuestion } from "./question.ts";
import { mayRetire } from "./retire.ts";

const app = role(BLUE, "App");
const open = [to("*")];
const tag = { "aws:principaltag/project": "*" };

describe("1.12 several explicit denies", () => {
  const layers = {
    scps: [[allow(), deny()]],
    rcp: [deny({ Principal: "*" })],
    endpoint: [deny({ Principal: "*" })],
    key: [...open, deny({ Principal: "*" })],
    identity: [allow(), deny()],
    boundary: [allow(), deny()],
    session: [allow(), deny()],
  };
  const ORDER = ["scp", "rcp", "vpc-endpoint", "key-policy", "identity", "boundary", "session"] as const;
  test.each(ORDER.map((layer, i) => [layer, ORDER.slice(i)] as const))(
    "%s is named before what stands inside of it, and all of them are in the trace",
    (layer, inner) => {
      const names = { "vpc-endpoint": "endpoint", "key-policy": "key", scp: "scps" } as Record<string, string>;
      const here = Object.fromEntries(
        Object.entries(layers).filter(([name]) => inner.some((each) => (names[each] ?? each) === name)),
      );
      const decision = ask(app, here);
      expect(decision).toMatchObject({ layer, denial: "explicit" });
      const denies = decision.documents.filter(({ verdict }) => verdict === "deny");
      expect(denies.map((document) => document.layer)).toEqual(inner);
      expect(decision.ourReading).toEqual(inner.length > 1 ? ["several-denies"] : undefined);
    },
  );
});

describe("1.12 the layer that is named when nothing allows", () => {
  test("two ways that stop at different layers: our reading", () => {
    const key = [to(app.principalArn), to(ROOT)];
    expect(ask(app, { key, session: [NOTHING] })).toMatchObject({ layer: "session", ourReading: ["furthest-path"] });
  });
  test("a role's grant that a session policy cuts off was seen (SA8)", () => {
    const decision = ask(app, { grants: [grant(itsRole(app))], session: [NOTHING] });
    expect(decision.layer).toBe("session");
    expect(decision.ourReading).toBeUndefined();
  });
});

describe("2.2 a wildcard before the colon of an action", () => {
  const asked = (Action: unknown) => ask(app, { key: open.map((each) => ({ ...each, Action })) });
  test("matches nothing, and the reading is named where it would have", () => {
    expect(asked("k*:Decrypt")).toMatchObject({ allowed: false, ourReading: ["vendor-wildcard"] });
    expect(asked("*:Decrypt")).toMatchObject({ allowed: false, ourReading: ["vendor-wildcard"] });
  });
  test("of another action has no part in it", () => {
    expect(asked("k*:Encrypt").ourReading).toBeUndefined();
  });
  test("for all vendors at once matches", () => {
    expect(asked("*:*")).toMatchObject({ allowed: true });
    expect(asked("*:*").ourReading).toBeUndefined();
  });
});

describe("2.6 a wildcard inside of a variable's value", () => {
  const iam = (Condition: unknown) =>
    ask(app, { identity: [allow({ Condition })], context: { ...tag, ...department } });
  const department = { "kms:encryptioncontext:project": "Alpha" };
  test("is a plain character, and the reading is named where that decided", () => {
    const like = { StringLike: { "kms:EncryptionContext:Project": "${aws:PrincipalTag/Project}" } };
    expect(iam(like)).toMatchObject({ allowed: false, ourReading: ["literal-wildcard"] });
  });
  test("has no part in an operator that knows no wildcards", () => {
    const equals = { StringEquals: { "kms:EncryptionContext:Project": "${aws:PrincipalTag/Project}" } };
    expect(iam(equals).ourReading).toBeUndefined();
  });
  test("in a resource neither", () => {
    const Resource = `arn:aws:kms:us-east-1:${BLUE}:key/\${aws:PrincipalTag/Project}`;
    const decision = ask(app, { identity: [allow({ Resource })], context: tag });
    expect(decision).toMatchObject({ allowed: false, ourReading: ["literal-wildcard"] });
  });
});

test("1.6 an Allow with NotPrincipal gives nothing to a caller who is listed in part: our reading", () => {
  const not = (AWS: unknown) => ask(app, { key: [allow({ NotPrincipal: { AWS } })] });
  expect(not(app.principalArn)).toMatchObject({ allowed: false, ourReading: ["not-principal-allow"] });
  expect(not([ROOT, app.principalArn, app.arn]).ourReading).toBeUndefined();
  expect(not("arn:aws:iam::444455556666:root")).toMatchObject({ allowed: true });
});

test("1.3 RetireGrant: a role that a grant names retires it despite its session policy or boundary: our reading", () => {
  const retires = (retiring: GrantParty, limits: Partial<AccessQuestion>) =>
    mayRetire({
      question: askAbout({ caller: app, action: "kms:RetireGrant", resource: KEY, ...limits }),
      grant: grant(itself(app), { retiring }).grant,
      key: { account: BLUE } as KeyRow,
    });
  const limits = [{ session: [document("session", [NOTHING])] }, { boundary: document("boundary", [NOTHING]) }];
  for (const limit of limits) {
    expect(retires(itsRole(app), limit)).toMatchObject({ allowed: true, ourReading: ["retire-by-role"] });
    expect(retires(itself(app), limit).ourReading).toBeUndefined();
  }
  expect(retires(itsRole(app), { session: [document("session", [allow()])] }).ourReading).toBeUndefined();
});

test("a rule that had no part is not named", () => {
  expect(ask(app, { identity: [allow()] }).ourReading).toBeUndefined();
  expect(ask(app, { grants: [grant(itself(app))] }).ourReading).toBeUndefined();
});

describe("through the front door", () => {
  async function world(statement: JsonObject) {
    const engine = await createTestEngine();
    const root = { Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [root, statement] });
    expect((await engine.call("PutKeyPolicy", { KeyId: engine.orders, Policy })).message).toBeNull();
    const reading = async (answer: Answer) => (await engine.trace(answer)).authorize.at(-1)?.ourReading;
    const of = async (operation: string, input: JsonObject = {}, options: CallOptions = {}) =>
      reading(await engine.call(operation, { KeyId: engine.orders, ...input }, options));
    return { ...engine, of };
  }
  const denies = (action: string, Condition: JsonObject): JsonObject => ({
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: "*",
    Condition,
  });

  test("1.9 ScheduleKeyDeletion has a waiting period for conditions even when it names none: our reading", async () => {
    const { of } = await world(
      denies("kms:ScheduleKeyDeletion", {
        NumericEquals: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" },
      }),
    );
    expect(await of("ScheduleKeyDeletion")).toEqual(["pending-window-default"]);
    // The same values, and yet another decision: nothing was left out.
    expect(await of("ScheduleKeyDeletion", { PendingWindowInDays: 30 })).toBeUndefined();
    expect(await of("ScheduleKeyDeletion")).toEqual(["pending-window-default"]);
  });

  test("1.9 kms:GrantConstraintType of a grant with SourceArn alone: our reading", async () => {
    const { of } = await world(denies("kms:CreateGrant", { StringEquals: { "kms:GrantConstraintType": "SourceArn" } }));
    const asked = { GranteePrincipal: APP, Operations: ["Decrypt"] };
    const SourceArn = "arn:aws:s3:us-east-1:111122223333:bucket";
    expect(await of("CreateGrant", { ...asked, Constraints: { SourceArn } })).toEqual(["source-arn-type"]);
    expect(await of("CreateGrant", asked)).toBeUndefined();
  });

  test("1.9 the days since a use that never was: our reading", async () => {
    const { of, call, orders } = await world(
      denies("kms:DisableKey", { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "30" } }),
    );
    expect(await of("DisableKey")).toEqual(["unused-since-made"]);
    await call("Encrypt", { KeyId: orders, Plaintext: b64("x") });
    expect(await of("DisableKey")).toBeUndefined();
  });

  test("1.9 of two names that differ in their case only, the first that was sent counts: our reading", async () => {
    const { of, call, orders } = await world(
      denies("kms:Encrypt", { StringEquals: { "kms:EncryptionContext:Dept": "IT" } }),
    );
    const encrypt = (EncryptionContext: JsonObject) => of("Encrypt", { Plaintext: b64("x"), EncryptionContext });
    expect(await encrypt({ dept: "IT", Dept: "HR" })).toEqual(["context-case"]);
    expect(await encrypt({ Dept: "HR" })).toBeUndefined();
    const answers = [
      { dept: "IT", Dept: "HR" },
      { Dept: "HR", dept: "IT" },
    ].map((EncryptionContext) => call("Encrypt", { KeyId: orders, Plaintext: b64("x"), EncryptionContext }));
    expect((await Promise.all(answers)).map(({ error }) => error)).toEqual(["AccessDeniedException", null]);
  });

  test("1.3 step 10: of a missing permission and a key that is disabled, the permission is told: our reading", async () => {
    const { of, call, orders } = await world(denies("kms:Encrypt", { StringEquals: { "aws:PrincipalArn": APP } }));
    expect(await of("Encrypt", { Plaintext: b64("x") }, { as: APP })).toBeUndefined();
    await call("DisableKey", { KeyId: orders }, { as: ADMIN });
    const answer = await call("Encrypt", { KeyId: orders, Plaintext: b64("x") }, { as: APP });
    expect(answer.error).toBe("AccessDeniedException");
    expect(await of("Encrypt", { Plaintext: b64("x") }, { as: APP })).toEqual(["state-after-authorization"]);
  });
});
