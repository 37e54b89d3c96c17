/** One line of a Condition element: an operator with its prefix and suffix, a key, and the policy's values. authorization.md 2.3, 2.5, 2.6. */
import type { WhyNot } from "#glass/trace.ts";
import type { ContextValues, Note } from "../question.ts";
import { fillIn, literal, loosened, readText, type Literal, type Piece } from "../text.ts";
import { OPERATORS } from "./index.ts";
import { isMultivalued } from "./multivalued.ts";
import type { Operator } from "./operator.ts";

export interface Condition {
  /** As written, prefix and suffix included. */
  readonly operator: string;
  readonly key: string;
  /** As written. */
  readonly values: readonly string[];
  /** Null when there is no such operator: nothing holds then. */
  readonly test: ((values: readonly string[] | undefined, context: ContextValues, note: Note) => boolean) | null;
  /** The policy's values that are no literals of this operator (2.4). */
  readonly malformed: readonly string[];
}

/** The name of an operator taken apart; null when there is no such thing. */
export function readOperator(written: string): {
  readonly set: "ForAllValues" | "ForAnyValue" | null;
  readonly base: Operator | "Null";
  readonly ifExists: boolean;
} | null {
  const [, set, name, suffix] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  if (name === "Null")
    return set === undefined && suffix === undefined ? { set: null, base: "Null", ifExists: false } : null;
  const base = OPERATORS.get(name ?? "");
  if (base === undefined) return null;
  return { set: (set ?? null) as "ForAllValues" | "ForAnyValue" | null, base, ifExists: suffix !== undefined };
}

/** `variables`: whether the document is of a version that has them. */
export function readCondition(operator: string, key: string, values: readonly string[], variables: boolean): Condition {
  const read = readOperator(operator);
  const head = { operator, key, values };
  if (read === null) return { ...head, test: null, malformed: [] };
  if (read.base === "Null") return { ...head, test: nullTest(values), malformed: [] };
  const { set, base, ifExists } = read;
  // Said twice, a value demands no more.
  const byText = new Map(values.map((value) => [value, readValue(base, value, variables)] as const));
  const wanted = [...byText.values()];
  const many = isMultivalued(key);
  const test: Condition["test"] = (given, context, note) => {
    if (given === undefined || given.length === 0)
      return ifExists || set === "ForAllValues" || (set === null && base.negated);
    const one = (value: string): boolean => compares(base, value, wanted, context, note);
    if (set === "ForAllValues") return given.every(one);
    if (set === "ForAnyValue") return given.some(one);
    // Measured: without a set operator a key of many values never matches once it is there, not even negated (2.5).
    return !many && one(given[0] as string);
  };
  return { ...head, test, malformed: values.filter((value) => byText.get(value) === null) };
}

/** Null when it holds. */
export function whyConditionFails(condition: Condition, context: ContextValues, note: Note): WhyNot | null {
  const name = condition.key.toLowerCase();
  const given = context.get(name);
  const reading = context.readingOf?.(name);
  if (reading !== undefined) note(reading);
  if (condition.test?.(given, context, note) === true) return null;
  const { operator, key, values } = condition;
  return {
    element: "condition",
    operator,
    key,
    request: given ?? [],
    policy: values,
    missing: (given ?? []).length === 0,
  };
}

type Demand = (given: unknown) => boolean;
/** Of a value without variables, what it demands; of one with variables, what is to be filled in; null: malformed. */
type Value = { readonly demand: Demand } | { readonly pieces: readonly Piece[] } | null;

function readValue(operator: Operator, text: string, variables: boolean): Value {
  const pieces = readText(text, { variables: variables && operator.variables });
  const fixed = literal(pieces);
  if (fixed === null) return { pieces };
  const demand = operator.demand(fixed);
  return demand === null ? null : { demand };
}

function compares(
  operator: Operator,
  value: string,
  wanted: readonly Value[],
  context: ContextValues,
  note: Note,
): boolean {
  const given = operator.read(value);
  if (given === undefined) return operator.unreadable;
  return wanted.some((each) => demandOf(operator, each, context, note)?.(given) ?? false) !== operator.negated;
}

function demandOf(operator: Operator, value: Value, context: ContextValues, note: Note): Demand | null {
  if (value === null || "demand" in value) return value?.demand ?? null;
  const filled: Literal | null = fillIn(value.pieces, context, isMultivalued);
  if (filled === null) return null;
  const demand = operator.demand(filled);
  const loose = loosened(filled);
  if (demand === null || loose === null) return demand;
  return (given) => {
    const met = demand(given);
    if (operator.demand(loose)?.(given) !== met) note("literal-wildcard");
    return met;
  };
}

/** An empty text is there (measured). */
const nullTest =
  (values: readonly string[]) =>
  (given: readonly string[] | undefined): boolean =>
    values.some((value) => (value.toLowerCase() === "true") === ((given ?? []).length === 0));
