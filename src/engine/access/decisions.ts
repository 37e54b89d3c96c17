import type { Decision } from "#glass/trace.ts";
import type { PolicyRow } from "../keys/rows.ts";
import type { PrincipalRow } from "../world/rows.ts";

/** Questions kept for one pair of documents. */
const KEPT = 200;

const kept = new WeakMap<PolicyRow, WeakMap<PrincipalRow, Map<string, Decision>>>();

/**
 * The decision on `question` (its action and caller as text) under a key policy and a principal's policies, worked out once. Rows are
 * replaced and never altered, so the same rows are the same documents, and nothing else enters the decision yet. A statement whose
 * condition reads the request will have to be asked each time.
 */
export function remembered(
  policy: PolicyRow,
  principal: PrincipalRow,
  question: string,
  work: () => Decision,
): Decision {
  let byPrincipal = kept.get(policy);
  if (byPrincipal === undefined) kept.set(policy, (byPrincipal = new WeakMap<PrincipalRow, Map<string, Decision>>()));
  let decisions = byPrincipal.get(principal);
  if (decisions === undefined || decisions.size >= KEPT)
    byPrincipal.set(principal, (decisions = new Map<string, Decision>()));
  let decision = decisions.get(question);
  if (decision === undefined) decisions.set(question, (decision = work()));
  return decision;
}
