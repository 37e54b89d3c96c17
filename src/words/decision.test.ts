import { expect, test } from "vitest";
import { decisionSentence, deniedSentence } from "./decision.ts";
import { allowedByBoth, notAllowed, sampleTrace } from "./sample-trace.ts";

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
