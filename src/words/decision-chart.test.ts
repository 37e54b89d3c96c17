import { expect, test } from "vitest";
import type { Decision } from "#glass/trace.ts";
import { decisionChart } from "./decision-chart.ts";
import { allowedByBoth, notAllowed } from "./sample-trace.ts";

const MARKS = { yes: "✓", no: "✕", none: "–" } as const;
const gates = (decision: Decision): readonly string[] =>
  decisionChart(decision).gates.map(
    ({ mark, title, says, decisive }) => `${MARKS[mark]} ${title}: ${says}${decisive ? " *" : ""}`,
  );

test("a call that needed both sides passes both gates, and the one with the deciding statement is marked", () => {
  expect(gates(allowedByBoth)).toEqual([
    "✓ No explicit deny: None in 2 documents.",
    "✓ The key’s side: The key policy hands the question to the caller’s account, that is, to its IAM.",
    "✓ The caller’s side: An IAM policy of the caller allows it. *",
  ]);
});

test("every statement stands under its gate, and the one that decided is marked", () => {
  const [, key, caller] = decisionChart(allowedByBoth).gates;
  expect(key?.lines.map(({ mark, name, says }) => `${MARKS[mark]} ${name}: ${says}`)).toEqual([
    "– Key policy 1, Allow administrators: is about role Admin, not role App",
    "✓ Key policy 2, Allow account: hands the question to IAM",
  ]);
  expect(caller?.lines).toMatchObject([{ name: "IAM orders-app", decisive: true, mark: "yes" }]);
});

test("a caller without policies of its own is told so, at the gate that refused", () => {
  expect(gates(notAllowed).at(-1)).toBe(
    "✕ The caller’s side: The caller has no IAM policy at all, so nothing allows GenerateDataKey. *",
  );
});

test("IAM alone is not enough when the key's side is silent", () => {
  const silent: Decision = {
    ...allowedByBoth,
    allowed: false,
    denial: "implicit",
    layer: "key-policy",
    path: null,
    decisive: null,
  };
  expect(gates(silent)).toEqual([
    "✓ No explicit deny: None in 2 documents.",
    "✕ The key’s side: Neither the key policy nor a grant says yes to this caller. *",
    "– The caller’s side: IAM says yes to GenerateDataKey, but that alone is not enough.",
  ]);
});

test("a key policy that names the caller is enough within one account", () => {
  const direct: Decision = {
    ...allowedByBoth,
    path: "kp-direct",
    layer: "key-policy",
    decisive: { document: 0, statement: 1 },
  };
  expect(gates(direct).slice(1)).toEqual([
    "✓ The key’s side: The key policy names the caller itself. *",
    "– The caller’s side: Not needed: within one account the key’s own word is enough.",
  ]);
});

test("after an explicit deny nothing is asked any more, and the condition of a deny that spared the call is told", () => {
  const [policy, iam] = allowedByBoth.documents;
  if (policy === undefined || iam === undefined) throw new Error("the sample has two documents");
  const deny = { index: 2, sid: "Only s3", effect: "Deny", via: "account" } as const;
  const denied: Decision = {
    ...allowedByBoth,
    allowed: false,
    denial: "explicit",
    layer: "key-policy",
    path: null,
    decisive: { document: 0, statement: 2 },
    documents: [
      { ...policy, verdict: "deny", statements: [...policy.statements, { ...deny, matched: true, whyNot: null }] },
      iam,
    ],
  };
  expect(gates(denied)).toEqual([
    "✕ An explicit deny: The key policy denies it, and that is final. *",
    "– The key’s side: Not asked any more.",
    "– The caller’s side: Not asked any more.",
  ]);
  const whyNot = {
    element: "condition",
    operator: "StringNotEquals",
    key: "kms:ViaService",
    request: [],
    policy: ["s3.us-east-1.amazonaws.com"],
    missing: true,
  } as const;
  const spared: Decision = {
    ...allowedByBoth,
    documents: [{ ...policy, statements: [...policy.statements, { ...deny, matched: false, whyNot }] }, iam],
  };
  expect(decisionChart(spared).gates[0]?.lines).toMatchObject([
    {
      mark: "none",
      facts: [
        { name: "Operator", value: "StringNotEquals" },
        { name: "Condition key", value: "kms:ViaService" },
        { name: "The request has", value: "no such value" },
        { name: "The policy wants", value: "s3.us-east-1.amazonaws.com" },
      ],
    },
  ]);
});

test("what AWS does not say is called our reading", () => {
  const both = decisionChart({ ...allowedByBoth, ourReading: ["several-denies", "vendor-wildcard"] }).readings;
  expect(both).toHaveLength(2);
  for (const says of both) expect(says).toContain("our reading");
  expect(decisionChart(allowedByBoth).readings).toEqual([]);
});

test("a trace that was stored when a decision had one reading at most still says it", () => {
  expect(decisionChart({ ...allowedByBoth, ourReading: "grant-account" }).readings).toEqual([
    expect.stringContaining("our reading"),
  ]);
});
