import type { Maker } from "../candidate.ts";
import { edited } from "../documents.ts";

/** A Deny in the key policy for this caller and this action: it counts against everything that allows. */
export const addDeny: Maker = (situation) => {
  const { key, decision, asked } = situation;
  if (key === null || decision === null || decision.resource !== key.arn) return [];
  const { action } = decision;
  const deny = { Effect: "Deny", Principal: { AWS: asked.principal }, Action: action, Resource: "*" };
  const document = { layer: "key-policy", name: "Key policy", owner: key.arn } as const;
  const change = edited(document, situation, (statements) => [...statements, deny]);
  if (change === null) return [];
  const about = { action, principal: asked.principal };
  return [{ kind: "add-deny", reach: 2, about, steps: [change.step], diffs: [change.diff] }];
};
