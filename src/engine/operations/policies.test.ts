import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT } from "../testing/engine.ts";

const document = (...statements: JsonObject[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (principal: string, action = "kms:*"): JsonObject => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: action,
  Resource: "*",
});

describe("PutKeyPolicy and GetKeyPolicy", () => {
  test("the text comes back as it was put", async () => {
    const { call, orders } = await createTestEngine();
    const Policy = JSON.stringify({ Statement: [allow(ADMIN)], Version: "2012-10-17" }, null, 3);
    expect((await call("PutKeyPolicy", { KeyId: orders, PolicyName: "default", Policy })).body).toEqual({});
    expect((await call("GetKeyPolicy", { KeyId: orders })).body).toEqual({ Policy, PolicyName: "default" });
  });

  test("a new policy decides the very next call", async () => {
    const { call, orders } = await createTestEngine();
    const encrypt = () => call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") }, { as: REPORT });
    expect((await encrypt()).error).toBe("AccessDeniedException");
    await call("PutKeyPolicy", { KeyId: orders, Policy: document(allow(ADMIN), allow(REPORT, "kms:Encrypt")) });
    expect((await encrypt()).error).toBeNull();
  });

  test("refuses a policy under which its caller could not put another one", async () => {
    const { call, orders, snapshot, trace } = await createTestEngine();
    const before = await snapshot();
    const locked = { KeyId: orders, Policy: document(allow(APP)) };
    const answer = await call("PutKeyPolicy", locked);
    expect([answer.error, answer.message]).toEqual([
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    ]);
    expect((await trace(answer)).checks.at(-1)).toMatchObject({
      expected: "the caller may still change the key policy",
      ok: false,
    });
    expect(await snapshot()).toBe(before);
    expect((await call("PutKeyPolicy", { ...locked, BypassPolicyLockoutSafetyCheck: true })).error).toBeNull();
    expect((await call("GetKeyPolicy", { KeyId: orders })).message).toMatch(
      /because no resource-based policy allows the kms:GetKeyPolicy action$/,
    );
  });

  test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
    [
      "another name",
      { Policy: document(allow(ADMIN)), PolicyName: "other" },
      "UnsupportedOperationException",
      "Only default policy is supported",
    ],
    [
      "a text that is no policy",
      { Policy: "allow all" },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    [
      "a policy without a statement",
      { Policy: document() },
      "MalformedPolicyDocumentException",
      "Policy document is malformed.",
    ],
    [
      "a principal that is not there",
      { Policy: document(allow("arn:aws:iam::111122223333:role/Ghost")) },
      "MalformedPolicyDocumentException",
      "Policy contains a statement with one or more invalid principals.",
    ],
    ["more than 32,768 bytes", { Policy: document(allow(ADMIN)).padEnd(32_769) }, "LimitExceededException", null],
    [
      "a letter beyond Latin-1",
      { Policy: "€" },
      "ValidationException",
      "1 validation error detected: Value '€' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    ],
    [
      "no policy at all",
      {},
      "ValidationException",
      "1 validation error detected: Value null at 'policy' failed to satisfy constraint: Member must not be null",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call, orders, snapshot } = await createTestEngine();
    const before = await snapshot();
    const answer = await call("PutKeyPolicy", { KeyId: orders, ...input });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    expect(await snapshot()).toBe(before);
  });

  test("there is no policy of another name to get", async () => {
    const { call, orders } = await createTestEngine();
    const { error, message } = await call("GetKeyPolicy", { KeyId: orders, PolicyName: "other" });
    expect([error, message]).toEqual(["NotFoundException", "No such policy exists"]);
    expect((await call("GetKeyPolicy", { KeyId: orders, PolicyName: "a b" })).message).toMatch(/pattern: \[\\w\]\+$/);
  });
});

test("ListKeyPolicies knows one name", async () => {
  const { call, orders } = await createTestEngine();
  expect((await call("ListKeyPolicies", { KeyId: orders })).body).toEqual({
    PolicyNames: ["default"],
    Truncated: false,
  });
  expect((await call("ListKeyPolicies", { KeyId: orders, Limit: 1001 })).error).toBe("ValidationException");
});
