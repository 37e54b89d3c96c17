/**
 * The decision and why. authorization.md 1.3: every document of every layer is read, statement by statement, and nothing stops at the
 * first answer, so that the trace can show all of it. `combine.ts` then decides.
 */
import type { Decision, DocumentVerdict, OurReading, StatementVerdict } from "#glass/trace.ts";
import { combine } from "./combine.ts";
import { judgeGrant } from "./grants.ts";
import { PERMISSIONS } from "./permissions.ts";
import { readPolicy } from "./policy.ts";
import type { AccessQuestion, Document } from "./question.ts";
import { askedOf, judge, NAMES_PRINCIPALS, type Asked } from "./statements.ts";

export function evaluate(question: AccessQuestion): Decision {
  const readings = new Set<OurReading>();
  const asked = askedOf(question, (reading) => readings.add(reading));
  const documents = [
    ...question.scps.flatMap((level, i) => level.map((document) => ({ ...read(document, asked), level: i }))),
    ...question.rcps.map((document) => read(document, asked)),
    ...(question.vpcEndpoint === null ? [] : [read(question.vpcEndpoint, asked)]),
    ...(question.key === null ? [] : [read(question.key.policy, asked)]),
    ...question.grants.map((facts) => judgeGrant(facts, question)),
    ...question.identity.map((document) => read(document, asked)),
    ...(question.boundary === null ? [] : [read(question.boundary, asked)]),
    ...question.session.map((document) => read(document, asked)),
  ];
  const { action, resource } = question;
  const { ourReading: ofTheWhole = [], ...verdict } = combine(question, documents);
  const ourReading = [...ofTheWhole, ...readings];
  if (PERMISSIONS.get(action)?.ourReading === true) ourReading.push("new-permission");
  return { action, resource, documents, ...verdict, ...(ourReading.length === 0 ? {} : { ourReading }) };
}

/** The decision, and one more rule of our own reading by which it came about. */
export const withReading = (decision: Decision, reading: OurReading): Decision => ({
  ...decision,
  ourReading: [...new Set([decision.ourReading ?? []].flat()).add(reading)],
});

function read({ layer, name, owner, version, text, arn }: Document, asked: Asked): DocumentVerdict {
  const { statements } = readPolicy(text, NAMES_PRINCIPALS.has(layer) ? "key" : "identity");
  const judged = statements.map((statement, index) => judge(statement, index, asked, layer));
  const head = { layer, name, owner, version, ...(arn === undefined ? {} : { arn }) };
  return { ...head, verdict: summary(judged), statements: judged };
}

function summary(statements: readonly StatementVerdict[]): DocumentVerdict["verdict"] {
  let verdict: DocumentVerdict["verdict"] = "silent";
  for (const { matched, effect, via } of statements) {
    if (!matched) continue;
    if (effect === "Deny") return "deny";
    if (via !== "account") verdict = "allow";
    else if (verdict === "silent") verdict = "delegates";
  }
  return verdict;
}
