import { expect, test } from "vitest";
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
  expect(
    whyNotWords({
      element: "condition",
      operator: "StringEquals",
      key: "kms:ViaService",
      request: [],
      policy: ["s3"],
      missing: true,
    }),
  ).toBe("its condition needs kms:ViaService, which the request does not have");
});
