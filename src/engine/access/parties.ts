/** The principals of a grant: found when it is made, compared by unique id, shown as ARNs. authorization.md 1.2 and 1.7. */
import { invalidArn } from "../errors.ts";
import { rootArn } from "../keys/arns.ts";
import type { GrantParty } from "../keys/rows.ts";
import type { Reads } from "../storage/state.ts";
import type { Caller } from "./caller.ts";
import { isWellFormed, roleNamed } from "./principals.ts";

/**
 * The principal that `text` names: an account, a user, a role, a session of either kind (which need not have been issued yet), or a
 * bare unique id. Where any principal is taken to exist (the endpoint's `--principals-any`), any well-formed ARN. @throws KmsError InvalidArnException.
 */
export function findParty(text: string, rows: Reads): GrantParty {
  const unknown = invalidArn(`ARN does not refer to a valid principal: ${text}`);
  const any = rows.get("settings", "settings")?.anyPrincipal === true;
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1];
  if (account !== undefined) {
    if (!any && rows.get("accounts", account) === undefined) throw unknown;
    return { arn: rootArn(account), uniqueId: null };
  }
  if (/^A(?:IDA|ROA)[A-Z2-7]+(?::|$)/.test(text)) {
    const [id = "", session] = text.split(":", 2);
    const principal = rows.range("principalsById", id, null, 1)[0];
    if (principal === undefined || (principal.kind === "user" && session !== undefined)) throw unknown;
    const arn = session === undefined ? principal.id : sessionArn(principal.account, principal.name, session);
    return { arn, uniqueId: text };
  }
  const parts = /^arn:aws:(iam|sts)::(\d{12}):(.+)$/.exec(text);
  // @NOTE AWS: service principals come into GranteePrincipal when a service asks by itself; for everybody else this is our reading.
  if (parts === null) throw invalidArn(`ARN is not valid: ${text}`);
  const [, service, owner, resource] = parts as unknown as [string, string, string, string];
  const taken = any && isWellFormed(service, resource) ? { arn: text, uniqueId: null } : null;
  if (service === "iam") {
    const principal = rows.get("principals", text);
    if (principal === undefined && taken === null) throw unknown;
    return { arn: text, uniqueId: principal?.uniqueId ?? null };
  }
  const [, kind, name, session] = /^(assumed-role|federated-user)\/([^/]+)(?:\/([^/]+))?$/.exec(resource) ?? [];
  if (kind === "federated-user" && session === undefined && rows.get("accounts", owner) !== undefined)
    return { arn: text, uniqueId: null };
  const role = roleNamed(rows, owner, name ?? "");
  if (taken !== null && role === undefined) return taken;
  if (kind !== "assumed-role" || session === undefined || role === undefined) throw unknown;
  return { arn: text, uniqueId: `${role.uniqueId}:${session}` };
}

/** What two mentions of one principal have in common, whatever became of its ARN since. */
export const partyKey = (party: GrantParty): string =>
  "service" in party ? party.service : (party.uniqueId ?? party.arn);

/** A principal that was deleted, or made anew under the same name, is shown as the bare id. */
export function shownParty(party: GrantParty, rows: Reads): string {
  if ("service" in party) return party.service;
  if (party.uniqueId === null) return party.arn;
  const there = rows.range("principalsById", party.uniqueId.split(":")[0] as string, null, 1).length > 0;
  return there ? party.arn : party.uniqueId;
}

/** How the caller is this principal: itself, by its role, or as one of its account; null when it is not. */
export function standing(party: GrantParty, caller: Caller): "direct" | "role" | "account" | null {
  if ("service" in party) return caller.kind === "service" && party.service === caller.arn ? "direct" : null;
  if (caller.kind === "service") return null;
  if (party.uniqueId !== null) {
    if (party.uniqueId === caller.uniqueId) return "direct";
    return caller.kind === "role-session" && party.uniqueId === caller.uniqueId.split(":")[0] ? "role" : null;
  }
  if (party.arn === caller.arn) return "direct";
  if (party.arn === caller.principalArn) return "role";
  return party.arn === rootArn(caller.account) ? "account" : null;
}

/** The account of a principal's ARN. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

const sessionArn = (account: string, role: string, session: string): string =>
  `arn:aws:sts::${account}:assumed-role/${role}/${session}`;
