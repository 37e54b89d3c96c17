/** Decisions worked out once. Rows are replaced and never altered, so the same documents are the same texts. */
import type { Decision, OurReading } from "#glass/trace.ts";
import { evaluate } from "./evaluate.ts";
import type { AccessQuestion, ContextValues, Document } from "./question.ts";

/** Questions kept for one set of documents, and answers kept for one question. */
const QUESTIONS_KEPT = 200;
const ANSWERS_KEPT = 8;

/** Documents that were read one after another lead from node to node. */
interface Node {
  readonly next: WeakMap<Document, Node>;
  answers: Map<string, Answer[]>;
}

/** Which condition keys were asked for on the way to a decision, and what they held: with the same values it is the same decision. */
interface Answer {
  readonly asked: ReadonlyMap<string, Held>;
  readonly decision: Decision;
}

interface Held {
  readonly values: readonly string[] | undefined;
  /** By which it holds them. */
  readonly reading: OurReading | undefined;
}

const node = (): Node => ({ next: new WeakMap(), answers: new Map() });
const START = node();

/** As `evaluate`. Where grants have a say, the constraint of each is asked anew. */
export function decide(question: AccessQuestion): Decision {
  if (question.grants.length > 0) return evaluate(question);
  const at = nodeOf(question);
  const { caller, action, resource, scps } = question;
  const levels = scps.length === 0 ? "" : scps.map((level) => level.length).join(" ");
  const name = `${action} ${resource} ${caller.arn} ${caller.uniqueId} ${levels}`;
  let answers = at.answers.get(name);
  if (answers === undefined) {
    if (at.answers.size >= QUESTIONS_KEPT) at.answers = new Map();
    at.answers.set(name, (answers = []));
  }
  const known = answers.find(({ asked }) => holdsFor(asked, question.context));
  if (known !== undefined) return known.decision;
  const asked = new Map<string, Held>();
  const decision = evaluate({ ...question, context: noting(question.context, asked) });
  if (answers.length >= ANSWERS_KEPT) answers.shift();
  answers.push({ asked, decision });
  return decision;
}

function nodeOf({ scps, rcps, vpcEndpoint, key, identity, boundary, session }: AccessQuestion): Node {
  let at = START;
  const step = (document: Document): void => {
    let next = at.next.get(document);
    if (next === undefined) at.next.set(document, (next = node()));
    at = next;
  };
  for (const level of scps) level.forEach(step);
  rcps.forEach(step);
  if (vpcEndpoint !== null) step(vpcEndpoint);
  if (key !== null) step(key.policy);
  identity.forEach(step);
  if (boundary !== null) step(boundary);
  session.forEach(step);
  return at;
}

const noting = (context: ContextValues, asked: Map<string, Held>): ContextValues => ({
  get(key) {
    const values = context.get(key);
    asked.set(key, { values, reading: context.readingOf?.(key) });
    return values;
  },
  readingOf: (key) => context.readingOf?.(key),
});

function holdsFor(asked: Answer["asked"], context: ContextValues): boolean {
  for (const [key, { values, reading }] of asked) {
    const now = context.get(key);
    if (now?.length !== values?.length || context.readingOf?.(key) !== reading) return false;
    if (values?.some((value, i) => value !== now?.[i]) === true) return false;
  }
  return true;
}
