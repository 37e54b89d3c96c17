/**
 * Who may retire a grant: the grant decides, and the account's IAM where the grant names an account. authorization.md 1.3, RetireGrant.
 * A key policy has no say, an IAM Deny has.
 */
import type { AllowPath, Decision } from "#glass/trace.ts";
import type { GrantRow, KeyRow } from "../keys/rows.ts";
import type { Caller } from "./caller.ts";
import { evaluate } from "./evaluate.ts";
import { standing } from "./parties.ts";
import { askAbout, type AccessQuestion } from "./question.ts";

export interface RetireQuestion {
  readonly caller: Caller;
  readonly action: string;
  readonly grant: GrantRow;
  readonly key: KeyRow;
  /** The caller's identity policies. */
  readonly identity: AccessQuestion["identity"];
}

export function mayRetire({ caller, action, grant, key, identity }: RetireQuestion): Decision {
  const asked = evaluate(
    askAbout({
      caller,
      action,
      resource: key.arn,
      identity,
      crossAccountAllowed: true,
    }),
  );
  const decision = { ...asked, crossAccount: key.account !== caller.account };
  if (decision.denial === "explicit") return decision;
  const allow = (path: AllowPath): Decision => ({
    ...decision,
    allowed: true,
    layer: path === "identity" ? "identity" : "grant",
    denial: null,
    path,
  });
  const refuse = (layer: "identity" | "key-policy"): Decision => ({
    ...decision,
    allowed: false,
    layer,
    denial: "implicit",
    path: null,
    decisive: null,
  });
  // The key's owner and whoever made the grant hand the question to their own IAM.
  const ours = caller.account === key.account || caller.account === grant.issuingAccount;
  const party = partyIn(grant, caller);
  if ((party === "direct" || party === "role") && ours) return allow(`grant-${party}`);
  if (party === null && !ours) return refuse("key-policy");
  // Another account's grant needs the word of the caller's own account too.
  if (!decision.allowed) return refuse("identity");
  return allow(party === null ? "identity" : `grant-${party}`);
}

/** As the retiring principal, or as the grantee of a grant that lists RetireGrant. */
function partyIn({ retiring, grantee, operations }: GrantRow, caller: Caller): ReturnType<typeof standing> {
  const asRetiring = retiring === null ? null : standing(retiring, caller);
  const asGrantee = operations.includes("RetireGrant") ? standing(grantee, caller) : null;
  const ways = [asRetiring, asGrantee];
  return (["direct", "role", "account"] as const).find((way) => ways.includes(way)) ?? null;
}
