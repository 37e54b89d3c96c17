import type { Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** The same role, taken without the policy that came with the session: a session's policy cannot be changed any more. */
export const withoutSessionPolicy: Maker = (situation) => {
  const { decision, rows, caller } = situation;
  const policies = rows.get("accessKeys", caller.accessKeyId)?.session?.assumed?.policies ?? [];
  if (decision === null || !isDenied(situation) || policies.length === 0) return [];
  const steps = [{ do: "ask", change: { change: "session" } }] as const;
  return [{ kind: "without-session-policy", reach: 1, about: { layer: "session" }, steps }];
};
