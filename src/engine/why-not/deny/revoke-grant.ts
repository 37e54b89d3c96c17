import { standing } from "../../access/parties.ts";
import type { Candidate, Maker } from "../candidate.ts";

/** The grant that allows it, revoked. */
export const revokeGrant: Maker = (situation) => {
  const { key, decision, rows, caller } = situation;
  const as = situation.doer("kms:RevokeGrant");
  if (key === null || as === null || decision?.path?.startsWith("grant-") !== true) return [];
  return rows
    .range("grantsOf", key.id, null, Number.MAX_SAFE_INTEGER)
    .filter(({ grantee }) => standing(grantee, caller) !== null)
    .map(({ grantId, name }): Candidate => {
      const input = { KeyId: key.arn, GrantId: grantId };
      const steps = [{ do: "call", as, region: key.region, operation: "RevokeGrant", input }] as const;
      return { kind: "revoke-grant", reach: 2, about: { document: name ?? grantId }, steps };
    });
};
