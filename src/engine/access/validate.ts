/** What is wrong with a document that can be read: authorization.md 1.4, 2.1 and 2.4. Whether its principals exist is `principals.ts`'s. */
import { parseJson } from "#wire/json.ts";
import { OPERATORS } from "./conditions/index.ts";
import { readOperator, type Condition } from "./conditions/condition.ts";
import { repeatsName } from "./duplicates.ts";
import { isGrammatical } from "./grammar.ts";
import type { Policy } from "./policy.ts";

/** `malformed`: the document as a whole is refused. `overly-permissive`: AWS has a sentence of its own. */
export type Fault = "malformed" | "overly-permissive";

/** AWS's sentence; the words in brackets are its own. */
export const OVERLY_PERMISSIVE =
  "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key matches requests without the " +
  "specified [encryption context or tag] or with an unspecified [encryption context or tag]. To fix, remove ForAllValues.";

export interface Strictness {
  /** Session policies take every literal but a binary one that is none (measured). */
  readonly literals: "all" | "binary";
}

/** Null when nothing is wrong. */
export function documentFault(
  text: string,
  { statements }: Policy,
  { literals }: Strictness = { literals: "all" },
): Fault | null {
  if (repeatsName(text) || !isGrammatical(parseJson(text))) return "malformed";
  const conditions = statements.flatMap((statement) => statement.conditions);
  if (conditions.some((condition) => isMalformed(condition, literals))) return "malformed";
  return conditions.some(isOpen) ? "overly-permissive" : null;
}

function isMalformed({ operator, values, test, malformed }: Condition, literals: Strictness["literals"]): boolean {
  const read = readOperator(operator);
  if (read === null || test === null) return true;
  if (read.base === "Null") return !values.every((value) => /^(?:true|false)$/i.test(value));
  return malformed.length > 0 && (literals === "all" || read.base === OPERATORS.get("BinaryEquals"));
}

/** ForAllValues holds where there is no value at all: on these keys AWS takes it for a mistake. */
const isOpen = ({ operator, key }: Condition): boolean =>
  operator.startsWith("ForAllValues:") && /^(?:kms:encryptioncontext:|aws:requesttag\/)/i.test(key);
