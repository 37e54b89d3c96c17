import type { Candidate, Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** The key named by an alias, for statements that hold only then (kms:RequestAlias). */
export const requestAlias: Maker = (situation) => {
  const { role, key, rows, caller, decision } = situation;
  if (key === null || role?.aliases !== true || !isDenied(situation) || decision === null) return [];
  const asks = JSON.stringify(decision).includes("kms:RequestAlias");
  const aliases = asks ? rows.range("aliasesTo", key.id, null, 50) : [];
  return aliases.map(({ name, arn }): Candidate => {
    const after = key.account === caller.account ? name : arn;
    return {
      kind: "request-alias",
      reach: 0,
      steps: [{ do: "ask", change: { change: "key", member: role.from, after } }],
    };
  });
};
