/** Whether one statement applies, and if not, the first of its elements that keeps it from applying. authorization.md 1.6 and 2. */
import type { Layer, StatementVerdict, WhyNot } from "#glass/trace.ts";
import { rootArn } from "../keys/arns.ts";
import type { Caller } from "./caller.ts";
import { whyConditionFails } from "./conditions/condition.ts";
import { givenOf, type Given } from "./patterns.ts";
import type { ListElement, PrincipalElement, Statement } from "./policy.ts";
import type { AccessQuestion, ContextValues, Note } from "./question.ts";

/** What every statement is asked: who wants which action on what, under which circumstances. */
export interface Asked {
  readonly caller: Caller;
  readonly given: Given;
  readonly context: ContextValues;
  readonly note: Note;
}

export const askedOf = ({ caller, action, resource, context }: AccessQuestion, note: Note): Asked => ({
  caller,
  given: givenOf(action, resource),
  context,
  note,
});

/** `owner`: the key of a key policy. */
export function judge(statement: Statement, index: number, asked: Asked, layer: Layer): StatementVerdict {
  const { sid, effect } = statement;
  const principal = NAMES_PRINCIPALS.has(layer)
    ? matchPrincipal(statement.principal, effect, asked)
    : { via: null, whyNot: null };
  const whyNot =
    principal.whyNot ??
    matchAction(statement.action, asked) ??
    matchResource(statement.resource, asked, layer) ??
    matchConditions(statement, asked, layer);
  return { index, sid, effect, matched: whyNot === null, via: whyNot === null ? principal.via : null, whyNot };
}

/** Policies of resources; all others are attached to whom they are about. */
export const NAMES_PRINCIPALS: ReadonlySet<Layer> = new Set(["rcp", "vpc-endpoint", "key-policy"]);

/* ---- principal ---- */

export type Via = "direct" | "role" | "account";
type PrincipalMatch = { readonly via: Via | null; readonly whyNot: WhyNot | null };

/** An Allow for the account only delegates, unless its root calls; a Deny for it matches everybody in it. */
function matchPrincipal(
  element: PrincipalElement | null,
  effect: "Allow" | "Deny",
  { caller, note }: Asked,
): PrincipalMatch {
  const via = element === null ? null : element.not ? exceptFor(element, effect, caller, note) : named(element, caller);
  if (element === null || via === null) {
    const policy = [...(element?.aws ?? []), ...(element?.services ?? [])];
    return { via: null, whyNot: { element: "principal", request: caller.arn, policy } };
  }
  return { via: via === "account" && (effect === "Deny" || caller.kind === "root") ? "direct" : via, whyNot: null };
}

function named({ aws, services }: PrincipalElement, caller: Caller): Via | null {
  if (caller.kind === "service" && services.includes(caller.arn)) return "direct";
  let strongest: Via | null = null;
  for (const value of aws) {
    const found = way(value, caller);
    if (found === "direct") return found;
    if (found !== null && strongest !== "role") strongest = found;
  }
  return strongest;
}

function way(value: string, caller: Caller): Via | null {
  if (value === "*" || value === caller.arn || value === caller.uniqueId) return "direct";
  if (caller.kind === "service") return null;
  if (isBehind(value, caller)) return "role";
  return isAccount(value, caller) ? "account" : null;
}

/** The role of a session; the user who made a federated one, which boundary and session policies limit in the same way. */
const isBehind = (value: string, { kind, principalArn, uniqueId }: Caller): boolean =>
  (kind === "role-session" || kind === "federated-user") &&
  (value === principalArn || (kind === "role-session" && value === uniqueId.slice(0, uniqueId.indexOf(":"))));

const isAccount = (value: string, { account }: Caller): boolean => value === account || value === rootArn(account);

/**
 * NotPrincipal. A session is its role and its account as well, so a Deny spares only whom it lists with all that they are. An Allow gives
 * nothing to anybody who is listed at all (our reading).
 */
function exceptFor(element: PrincipalElement, effect: "Allow" | "Deny", caller: Caller, note: Note): Via | null {
  const spared = effect === "Allow" ? named(element, caller) !== null : listsWholly(element, caller);
  // As a Deny is read, this Allow would have taken in a caller who is listed in part only.
  if (effect === "Allow" && spared && !listsWholly(element, caller)) note("not-principal-allow");
  return spared ? null : "direct";
}

/** With all that the caller is: itself, its role, its account. */
function listsWholly({ aws, services }: PrincipalElement, caller: Caller): boolean {
  if (caller.kind === "service") return services.includes(caller.arn);
  const lists = (is: (value: string) => boolean): boolean => aws.some((value) => value === "*" || is(value));
  return (
    lists((value) => isAccount(value, caller)) &&
    (caller.kind === "root" || lists((value) => value === caller.arn || value === caller.uniqueId)) &&
    ((caller.kind !== "role-session" && caller.kind !== "federated-user") || lists((value) => isBehind(value, caller)))
  );
}

/* ---- action, resource, conditions ---- */

function matchAction(element: ListElement | null, { given, context, note }: Asked): WhyNot | null {
  const listed = element?.patterns.some((fits) => fits(given, context, note) === true) ?? false;
  const matched = element !== null && listed !== element.not;
  return matched ? null : { element: "action", request: given.action, policy: element?.values ?? [] };
}

function matchResource(element: ListElement | null, { given, context, note }: Asked, layer: Layer): WhyNot | null {
  const refused = (): WhyNot => ({ element: "resource", request: given.resource, policy: element?.values ?? [] });
  if (element === null) return refused();
  let listed = false;
  for (const [i, fits] of element.patterns.entries()) {
    // In a key policy `*` means this key, and so does the key's own ARN; another one never does.
    const fit =
      layer === "key-policy" ? ["*", given.resource].includes(element.values[i] as string) : fits(given, context, note);
    // Of several resources the others still count; that it is none of them cannot be said then.
    if (fit === "unresolved" && element.not) return refused();
    listed ||= fit === true;
  }
  return listed === element.not ? refused() : null;
}

function matchConditions({ conditions }: Statement, { context, note }: Asked, layer: Layer): WhyNot | null {
  const seen = layer === "key-policy" ? inKeyPolicies(context) : context;
  for (const condition of conditions) {
    const whyNot = whyConditionFails(condition, seen, note);
    if (whyNot !== null) return whyNot;
  }
  return null;
}

/** Aliases of the key are known to IAM policies only (1.9). */
const inKeyPolicies = (context: ContextValues): ContextValues => ({
  get: (key) => (key === "kms:resourcealiases" ? undefined : context.get(key)),
  readingOf: (key) => context.readingOf?.(key),
});
