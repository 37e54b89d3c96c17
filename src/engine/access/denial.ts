/** The sentence that AWS sends with AccessDeniedException. authorization.md 1.12. */
import type { Decision, Layer } from "#glass/trace.ts";
import type { Caller } from "./caller.ts";

const KINDS: Readonly<Record<Layer, string>> = {
  identity: "identity-based policy",
  "key-policy": "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  scp: "service control policy",
  rcp: "resource control policy",
  "vpc-endpoint": "VPC endpoint policy",
  grant: "identity-based policy",
};

/** How the request named the key, as far as the sentence depends on it. */
export type Named = "key" | "ciphertext";

/** Forms A to E. */
export function denialSentence(decision: Decision, caller: Caller, named: Named): string {
  const { action, crossAccount, denial, layer, resource } = decision;
  const lead = `User: ${caller.arn} is not authorized to perform: ${action}`;
  // What the key's side refuses is not told apart from a key that is not there (C, D); one's own side is (C′).
  if (crossAccount && THEIRS.has(layer)) return `${lead} ${foreign(named)} ${UNKNOWN_TO_YOU}`;
  const on = crossAccount ? ` ${foreign(named)}` : resource === "*" ? "" : ` on resource: ${resource}`;
  const kind = KINDS[layer];
  if (denial === "explicit")
    return `${lead}${on} with an explicit deny in ${article(kind)} ${kind}${policyOf(decision)}`;
  return `${lead}${on} because no ${kind} allows the ${action} action`;
}

/** Forms C and D: another account's key, or one that does not exist there; which of the two is not told. */
export function unknownKeySentence(action: string, caller: Caller, named: Named): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} ${foreign(named)} ${UNKNOWN_TO_YOU}`;
}

/** Layers of the key's account. */
const THEIRS: ReadonlySet<Layer> = new Set(["key-policy", "rcp", "grant"]);

/** B″: a policy with an ARN is named; inline, session and key policies have none. */
function policyOf({ documents, decisive }: Decision): string {
  const arn = decisive === null ? undefined : documents[decisive.document]?.arn;
  return arn === undefined ? "" : `: ${arn}`;
}

const article = (kind: string): string => (/^[aeiou]/.test(kind) ? "an" : "a");
const foreign = (named: Named): string =>
  named === "key" ? "on this resource" : "on the resource associated with this ciphertext";
const UNKNOWN_TO_YOU =
  "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access";
