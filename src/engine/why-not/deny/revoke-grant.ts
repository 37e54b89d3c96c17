import { standing } from "../../access/parties.ts";
import { grantDelay } from "../../keys/grants.ts";
import type { Candidate, Maker } from "../candidate.ts";

/** The grant that allows it, revoked, and the call made when all of KMS knows. authorization.md 1.7. */
export const revokeGrant: Maker = (situation) => {
  const { key, decision, rows, caller, now } = situation;
  const as = situation.doer("kms:RevokeGrant");
  if (key === null || as === null || decision?.path?.startsWith("grant-") !== true) return [];
  return rows
    .range("grantsOf", key.id, null, Number.MAX_SAFE_INTEGER)
    .filter(({ grantee }) => standing(grantee, caller) !== null)
    .map(({ grantId, name }): Candidate => {
      const input = { KeyId: key.arn, GrantId: grantId };
      const revoking = { do: "call", as, region: key.region, operation: "RevokeGrant", input } as const;
      const delay = grantDelay(rows);
      const waiting = { do: "ask", change: { change: "time", at: now + delay } } as const;
      const steps = delay === 0 ? [revoking] : [revoking, waiting];
      return { kind: "revoke-grant", reach: 2, about: { document: name ?? grantId }, steps };
    });
};
