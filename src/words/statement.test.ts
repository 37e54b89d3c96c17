import { expect, test } from "vitest";
import { whyNotFacts, whyNotWords } from "./statement.ts";

test("why a statement did not match", () => {
  expect(whyNotWords({ element: "action", request: "kms:Decrypt", policy: ["kms:Encrypt"] })).toBe(
    "Decrypt is not among its actions",
  );
  const condition = { element: "condition", operator: "StringEquals", key: "kms:ViaService", policy: ["s3"] } as const;
  expect(whyNotWords({ ...condition, request: [], missing: true })).toBe(
    "the service that calls for the caller was absent; the policy wants s3",
  );
  const context = { ...condition, key: "kms:EncryptionContext:Dept", policy: ["Finance", "Sales"] } as const;
  expect(whyNotWords({ ...context, request: ["HR"], missing: false })).toBe(
    "encryption context Dept was HR; the policy wants Finance or Sales",
  );
  expect(whyNotWords({ ...context, request: [], missing: true }, "grant")).toBe(
    "encryption context Dept was absent; the grant wants Finance or Sales",
  );
  expect(whyNotWords({ element: "not-yet-known", at: 0 })).toContain("its token was not passed");
});

test.each([
  ["NotIpAddress", ["10.0.0.0/8"], "an address outside 10.0.0.0/8"],
  ["NumericLessThanEqualsIfExists", ["30"], "30 at most"],
  ["ForAllValues:StringEquals", ["a", "b"], "each of them to be a or b"],
  ["Null", ["true"], "it absent"],
])("what a condition with %s wants", (operator, policy, words) => {
  const why = { element: "condition", operator, key: "aws:x", request: ["1"], policy, missing: false } as const;
  expect(whyNotWords(why)).toBe(`aws:x was 1; the policy wants ${words}`);
});

test("what was compared is told side by side", () => {
  const why = { element: "principal", request: "arn:aws:iam::111122223333:role/App", policy: ["*"] } as const;
  expect(whyNotFacts(why)).toEqual([
    { name: "Principal of the request", value: "arn:aws:iam::111122223333:role/App" },
    { name: "Principal of the statement", value: "*" },
  ]);
  expect(whyNotFacts({ element: "not-yet-known", at: Date.UTC(2026, 10, 23, 12) })).toEqual([
    { name: "Counts without its token from", value: "23 Nov 2026, 12:00 of this world’s time" },
  ]);
});
