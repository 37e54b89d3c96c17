import { utf8Length } from "#wire/bytes.ts";
import { limitExceeded, malformedPolicy } from "../errors.ts";
import { QUOTAS } from "../quotas.ts";
import type { Reads } from "../storage/state.ts";
import type { PrincipalRow } from "../world/rows.ts";
import { MALFORMED, parsePolicy, type Policy } from "./policy.ts";
import { documentFault, OVERLY_PERMISSIVE } from "./validate.ts";

/**
 * What PutKeyPolicy and CreateKey check of a policy text before they look at the lockout.
 * @throws KmsError LimitExceededException, MalformedPolicyDocumentException.
 */
export function checkKeyPolicy(text: string, rows: Reads): Policy {
  // Refused as a limit, not as a shape (kms-api.md 1.3).
  if (utf8Length(text) > QUOTAS.keyPolicyBytes) throw limitExceeded();
  const policy = parsePolicy(text, "key");
  const fault = documentFault(text, policy);
  if (fault !== null) throw malformedPolicy(fault === "malformed" ? MALFORMED : OVERLY_PERMISSIVE);
  for (const { principal } of policy.statements) {
    for (const value of principal?.aws ?? []) checkPrincipal(value, rows);
    if (principal?.services.every((name) => SERVICE.test(name)) === false) throw invalidPrincipal();
    // Identity providers and canonical users are of other services' policies (authorization.md 1.6).
    if (Object.keys(principal?.others ?? {}).length > 0) throw invalidPrincipal();
  }
  return policy;
}

const invalidPrincipal = (): Error =>
  malformedPolicy("Policy contains a statement with one or more invalid principals.");

/** The name of a service as a principal: `logs.us-east-1.amazonaws.com`. */
export const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/;

/** authorization.md 1.6: no groups, no partial wildcards, and every principal must exist when the policy is saved. */
function checkPrincipal(value: string, rows: Reads): void {
  const invalid = invalidPrincipal();
  if (value === "*") return;
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  const any = rows.get("settings", "settings")?.anyPrincipal === true;
  if (account !== undefined) {
    if (!any && rows.get("accounts", account) === undefined) throw invalid;
    return;
  }
  if (!value.startsWith("arn:")) throw invalid;
  const arn = /^arn:aws:(iam|sts)::(\d{12}):(.+)$/.exec(value);
  if (arn === null) throw malformedPolicy("An ARN in the specified key policy is invalid.");
  const [, service, owner, resource] = arn as unknown as [string, string, string, string];
  if (any && isWellFormed(service, resource)) return;
  if (!(service === "iam" ? rows.get("principals", value) !== undefined : mayHaveSession(rows, owner, resource)))
    throw invalid;
}

/** A session need not have been issued; who makes it must be there: the role, or for a federated user its account. */
function mayHaveSession(rows: Reads, account: string, resource: string): boolean {
  const [, kind, name = "", session] = /^(assumed-role|federated-user)\/([^/]+)(?:\/([^/]+))?$/.exec(resource) ?? [];
  if (kind === "federated-user") return session === undefined && rows.get("accounts", account) !== undefined;
  return kind === "assumed-role" && session !== undefined && roleNamed(rows, account, name) !== undefined;
}

/** A role by its name alone: ARNs of sessions carry no path. */
export const roleNamed = (rows: Reads, account: string, name: string): PrincipalRow | undefined =>
  rows
    .range("principalsOf", account, null, Number.MAX_SAFE_INTEGER)
    .find((row) => row.kind === "role" && row.name === name);

/** A user, a role, a session of either kind, with IAM's letters (authorization.md 1.6). */
export const isWellFormed = (service: string, resource: string): boolean =>
  service === "iam"
    ? /^(user|role)\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(resource)
    : /^(assumed-role|federated-user)\/[\w+=,.@-]+(\/[\w+=,.@-]+)?$/.test(resource);
