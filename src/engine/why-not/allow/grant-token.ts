import { standing } from "../../access/parties.ts";
import { consistentAt } from "../../keys/grants.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** A grant that exists already and is not known everywhere yet: its token, or patience. authorization.md 1.7. */
export const grantToken: Maker = (situation) => {
  const { key, rows, caller, now, operation } = situation;
  if (key === null || !isDenied(situation)) return [];
  return rows.range("grantsOf", key.id, null, Number.MAX_SAFE_INTEGER).flatMap((grant): readonly Candidate[] => {
    const at = consistentAt(grant, rows);
    if (at <= now || standing(grant.grantee, caller) === null) return [];
    const about = { document: grant.name ?? grant.grantId };
    const waiting: Candidate = {
      kind: "wait",
      reach: 0,
      about,
      steps: [{ do: "ask", change: { change: "time", at } }],
    };
    if (operation.input["GrantTokens"] === undefined) return [waiting];
    const passing = { do: "ask", change: { change: "grant-token", grantId: grant.grantId } } as const;
    return [{ kind: "grant-token", reach: 0, about, steps: [passing] }, waiting];
  });
};
