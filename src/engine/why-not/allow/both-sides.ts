import { rootArn } from "../../keys/arns.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";
import { withPolicy } from "./identity-policy.ts";
import { withStatementFor } from "./key-policy-statement.ts";

/** Two signatures where one alone is refused: across accounts, the key's side and the caller's. */
export const bothSides: Maker = (situation) => {
  const { asked, caller, key } = situation;
  if (key === null || !isDenied(situation)) return [];
  const own = withPolicy(situation);
  const foreign = key.account !== caller.account;
  const theirs = withStatementFor(foreign ? asked.principal : rootArn(caller.account), situation);
  if (own === null || theirs === null) return [];
  const about = { action: theirs.action, principal: asked.principal };
  const diffs = [theirs.diff, own.diff];
  return [{ kind: "both-sides", reach: 3, about, steps: [theirs.step, own.step], diffs } satisfies Candidate];
};
