/**
 * Who may retire a grant: the grant decides, and the account's IAM where the grant names an account. authorization.md 1.3, RetireGrant.
 * A key policy has no say, an IAM Deny has, and so have the organisation's and the endpoint's policies of the caller.
 */
import type { AllowPath, Decision, DocumentVerdict } from "#glass/trace.ts";
import type { GrantRow, KeyRow } from "../keys/rows.ts";
import type { Caller } from "./caller.ts";
import { evaluate, withReading } from "./evaluate.ts";
import { standing } from "./parties.ts";
import type { AccessQuestion } from "./question.ts";

export interface RetireQuestion {
  /** About the key's ARN, without a key: neither its policy nor its grants are asked. */
  readonly question: AccessQuestion;
  readonly grant: GrantRow;
  readonly key: KeyRow;
}

export function mayRetire({ question, grant, key }: RetireQuestion): Decision {
  const { caller } = question;
  let decision: Decision = { ...evaluate(question), crossAccount: key.account !== caller.account };
  if (decision.denial === "explicit" || ABOVE.has(decision.layer)) return decision;
  const allow = (path: AllowPath): Decision => ({
    ...(limited ? withReading(decision, "retire-by-role") : decision),
    allowed: true,
    layer: path === "identity" ? "identity" : "grant",
    denial: null,
    path,
  });
  const refuse = (layer: Decision["layer"]): Decision => ({
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
  if (party === "account") decision = withReading(decision, "grant-account");
  // A role's session is cut by its limits where it uses a grant; that it is not where it gives one back is our reading.
  const limited = party === "role" && ours && decision.documents.some(isUnmetLimit);
  if ((party === "direct" || party === "role") && ours) return allow(`grant-${party}`);
  if (party === null && !ours) return refuse("key-policy");
  // Another account's grant needs the word of the caller's own account too.
  if (!decision.allowed) return refuse(decision.layer);
  return allow(party === null ? "identity" : `grant-${party}`);
}

/** Layers without which nothing is allowed, whatever a grant says. */
const ABOVE: ReadonlySet<Decision["layer"]> = new Set(["scp", "vpc-endpoint"]);

const isUnmetLimit = ({ layer, verdict }: DocumentVerdict): boolean =>
  (layer === "session" || layer === "boundary") && verdict !== "allow";

/** As the retiring principal, or as the grantee of a grant that lists RetireGrant. */
function partyIn({ retiring, grantee, operations }: GrantRow, caller: Caller): ReturnType<typeof standing> {
  const asRetiring = retiring === null ? null : standing(retiring, caller);
  const asGrantee = operations.includes("RetireGrant") ? standing(grantee, caller) : null;
  const ways = [asRetiring, asGrantee];
  return (["direct", "role", "account"] as const).find((way) => ways.includes(way)) ?? null;
}
