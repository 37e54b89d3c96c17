import { expect, test } from "vitest";
import type { Decision, DocumentVerdict, StatementVerdict } from "#glass/trace.ts";
import { decisionSentence, deniedSentence } from "./decision.ts";
import { allowedByBoth, notAllowed, sampleTrace } from "./sample-trace.ts";
import { matchWords } from "./statement.ts";

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

test("a grant that is over and still counts says since when and for how long", () => {
  const grant: DocumentVerdict = {
    layer: "grant",
    name: "report",
    owner: "",
    version: 1,
    verdict: "allow",
    ending: { how: "retired", at: Date.UTC(2026, 10, 23, 12, 0, 5), left: 2_500 },
    statements: [{ index: 0, sid: null, effect: "Allow", matched: true, via: "role", whyNot: null }],
  };
  const decision: Decision = {
    ...allowedByBoth,
    action: "kms:Decrypt",
    layer: "grant",
    path: "grant-role",
    documents: [grant],
    decisive: { document: 0, statement: 0 },
  };
  expect(decisionSentence(decision)).toBe("A grant allows Decrypt: retired at 12:00:05, still allowed for 3 s.");
  expect(matchWords(decision, grant, grant.statements[0] as StatementVerdict)).toBe(
    "allows Decrypt to the caller’s role: retired at 12:00:05, still allowed for 3 s",
  );
});
