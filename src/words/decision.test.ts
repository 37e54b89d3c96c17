import { expect, test } from "vitest";
import { conditionFault } from "./condition.ts";
import { decisionRows, decisionSentence, deniedSentence, whyNotWords } from "./decision.ts";
import { allowedByBoth, notAllowed, sampleTrace } from "./sample-trace.ts";

const lines = (decision = allowedByBoth): readonly string[] =>
  decisionRows(decision).map(({ mark, statement, says, decisive }) =>
    [{ yes: "✓ ", no: "✕ ", note: "" }[mark], statement, statement === "" ? "" : ": ", says, decisive ? " *" : ""].join(
      "",
    ),
  );

test("every statement that was read is listed, and the decisive one is marked", () => {
  expect(lines()).toEqual([
    "No explicit deny in 2 documents.",
    "✕ Key policy 1, Allow administrators: is about role Admin, not role App",
    "✓ Key policy 2, Allow account: hands the question to IAM",
    "✓ IAM orders-app 1: allows GenerateDataKey on this key *",
    "Grants: none needed.",
  ]);
});

test("a caller without policies of its own is told so", () => {
  expect(lines(notAllowed)).toContain("IAM: the caller has no policies of its own.");
});

test("the sentence names the side that decided", () => {
  expect(decisionSentence(allowedByBoth)).toContain("both were needed");
  expect(decisionSentence({ ...notAllowed, layer: "key-policy" })).toContain(
    "No statement of the key policy allows GenerateDataKey",
  );
  expect(decisionSentence(notAllowed, "role Report")).toBe(
    "The key policy leaves it to IAM, and no IAM policy of role Report allows GenerateDataKey.",
  );
  expect(decisionSentence({ ...notAllowed, layer: "key-policy", crossAccount: true })).toContain("another account’s");
  expect(decisionSentence({ ...notAllowed, denial: "explicit", layer: "identity" })).toBe(
    "An IAM policy of the caller denies GenerateDataKey. A deny decides, whatever else allows.",
  );
});

test("of a refused call, the decision that refused it is told", () => {
  const trace = sampleTrace({ authorize: [allowedByBoth, notAllowed], summary: { who: "role Report" } });
  expect(deniedSentence(trace)).toBe(decisionSentence(notAllowed, "role Report"));
  expect(deniedSentence(sampleTrace({ authorize: [allowedByBoth] }))).toBeNull();
});

test("why a statement did not match", () => {
  expect(whyNotWords({ element: "action", request: "kms:Decrypt", policy: ["kms:Encrypt"] })).toBe(
    "Decrypt is not among its actions",
  );
  const condition = { element: "condition", operator: "StringEquals", key: "kms:ViaService", policy: ["s3"] } as const;
  expect(whyNotWords({ ...condition, request: [], missing: true }, "key-policy", conditionFault)).toBe(
    "the service that calls for the caller was absent; the policy wants s3",
  );
  const context = { ...condition, key: "kms:EncryptionContext:Dept", policy: ["Finance", "Sales"] } as const;
  expect(whyNotWords({ ...context, request: ["HR"], missing: false }, "key-policy", conditionFault)).toBe(
    "encryption context Dept was HR; the policy wants Finance or Sales",
  );
  expect(whyNotWords({ ...context, request: [], missing: true }, "grant", conditionFault)).toBe(
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
  expect(whyNotWords(why, "key-policy", conditionFault)).toBe(`aws:x was 1; the policy wants ${words}`);
});
