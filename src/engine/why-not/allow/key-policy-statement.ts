import { rootArn } from "../../keys/arns.ts";
import type { Maker } from "../candidate.ts";
import { edited, type Edited } from "../documents.ts";
import { isDenied, type Situation } from "../situation.ts";

/** One more statement in the key policy, for this very caller and this one action. */
export const keyPolicyStatement: Maker = (situation) => {
  const { asked } = situation;
  const change = withStatementFor(asked.principal, situation);
  if (change === null) return [];
  const about = { action: change.action, principal: asked.principal };
  return [{ kind: "key-policy-statement", reach: 2, about, steps: [change.step], diffs: [change.diff] }];
};

/** One that hands this action to the account's IAM: whoever has an IAM policy for it gets in. */
export const delegation: Maker = (situation) => {
  const principal = rootArn(situation.caller.account);
  const change = withStatementFor(principal, situation);
  if (change === null) return [];
  const about = { action: change.action, principal };
  return [{ kind: "delegation", reach: 3, about, steps: [change.step], diffs: [change.diff] }];
};

export function withStatementFor(AWS: string, situation: Situation): (Edited & { readonly action: string }) | null {
  const { key, decision } = situation;
  if (key === null || decision === null || !isDenied(situation) || decision.resource !== key.arn) return null;
  const { action } = decision;
  const statement = { Effect: "Allow", Principal: { AWS }, Action: action, Resource: "*" };
  const document = { layer: "key-policy", name: "Key policy", owner: key.arn } as const;
  const change = edited(document, situation, (statements) => [...statements, statement]);
  return change === null ? null : { ...change, action };
}
