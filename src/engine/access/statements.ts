import type { StatementVerdict, WhyNot } from "#glass/trace.ts";
import { rootArn } from "../keys/arns.ts";
import type { Caller } from "./caller.ts";
import { arnGlob, glob } from "./glob.ts";
import type { ListElement, PrincipalElement, Statement } from "./policy.ts";

/** What one statement is asked: who wants which action on what. */
export interface Question {
  readonly caller: Caller;
  readonly action: string;
  /** Key ARN, alias ARN or `*`. */
  readonly resource: string;
}

/**
 * Whether a statement of a key policy or an identity policy applies, and if not, the first element that keeps it from applying.
 * Conditions come with their operators (access/conditions): a statement that has one is not matched until then.
 */
export function judge(
  statement: Statement,
  index: number,
  question: Question,
  kind: "key" | "identity",
): StatementVerdict {
  const head = { index, sid: statement.sid, effect: statement.effect };
  const principal =
    kind === "key"
      ? matchPrincipal(statement.principal, statement.effect, question.caller)
      : { via: null, whyNot: null };
  const whyNot =
    principal.whyNot ??
    matchAction(statement.action, question) ??
    matchResource(statement.resource, question, kind) ??
    matchCondition(statement);
  return {
    ...head,
    matched: whyNot === null,
    via: whyNot === null ? principal.via : null,
    whyNot,
  };
}

type PrincipalMatch = {
  readonly via: "direct" | "role" | "account" | null;
  readonly whyNot: WhyNot | null;
};

/** authorization.md 1.6. An Allow for the account only delegates; a Deny for it matches everybody in it. */
function matchPrincipal(element: PrincipalElement | null, effect: "Allow" | "Deny", caller: Caller): PrincipalMatch {
  const refused: PrincipalMatch = {
    via: null,
    whyNot: {
      element: "principal",
      request: caller.arn,
      policy: [...(element?.aws ?? []), ...(element?.services ?? [])],
    },
  };
  if (element === null) return refused;
  const ways = element.aws.map((value) => way(value, caller)).filter((found) => found !== null);
  if (element.not) return ways.length > 0 ? refused : { via: "direct", whyNot: null };
  if (ways.includes("direct")) return { via: "direct", whyNot: null };
  if (ways.includes("role")) return { via: "role", whyNot: null };
  if (ways.includes("account"))
    return {
      via: effect === "Deny" || caller.kind === "root" ? "direct" : "account",
      whyNot: null,
    };
  return refused;
}

function way(value: string, caller: Caller): "direct" | "role" | "account" | null {
  if (value === "*" || value === caller.arn || value === caller.uniqueId) return "direct";
  if (caller.kind === "role-session" && (value === caller.principalArn || value === caller.uniqueId.split(":")[0]))
    return "role";
  if (value === caller.account || value === rootArn(caller.account)) return "account";
  return null;
}

function matchAction(element: ListElement | null, { action }: Question): WhyNot | null {
  const lower = action.toLowerCase();
  const listed = element?.values.some((value) => glob(value.toLowerCase(), lower)) ?? false;
  const matched = element !== null && listed !== element.not;
  return matched ? null : { element: "action", request: action, policy: element?.values ?? [] };
}

/** In a key policy `*` means this key; in an identity policy an ARN pattern. */
function matchResource(element: ListElement | null, { resource }: Question, kind: "key" | "identity"): WhyNot | null {
  const fits = (value: string): boolean =>
    kind === "key" ? value === "*" || value === resource : value === "*" || arnGlob(value, resource);
  const listed = element?.values.some(fits) ?? false;
  const matched = element !== null && listed !== element.not;
  return matched ? null : { element: "resource", request: resource, policy: element?.values ?? [] };
}

function matchCondition(statement: Statement): WhyNot | null {
  if (statement.condition === null) return null;
  const [operator = "", keys] = Object.entries(statement.condition)[0] ?? [];
  const key = Object.keys((keys as object | undefined) ?? {})[0] ?? "";
  return {
    element: "condition",
    operator,
    key,
    request: [],
    policy: [],
    missing: true,
  };
}
