/**
 * From rows and a request to the question that the evaluator answers: one function for each layer of authorization.md 1.2, in the order
 * in which they are asked, each saying where its documents come from.
 */
import type { GrantRow, KeyRow, PolicyRow } from "../keys/rows.ts";
import { rootArn } from "../keys/arns.ts";
import { consistentAt, stillCounts } from "../keys/grants.ts";
import type { Reads } from "../storage/state.ts";
import type { Caller } from "./caller.ts";
import { encryptionContext } from "./context/by-request.ts";
import { contextOf } from "./context/context.ts";
import type { KeySubject, RequestFacts } from "./context/facts.ts";
import { standing } from "./parties.ts";
import { PERMISSIONS } from "./permissions.ts";
import type { AccessQuestion, ChildGrant, Document, GrantFacts } from "./question.ts";
import { keyPolicy, managed, organizationLevels, policiesOn, sessionPolicies } from "./row-documents.ts";

const ALL = Number.MAX_SAFE_INTEGER;

export interface Gathered {
  readonly rows: Reads;
  readonly caller: Caller;
  readonly request: RequestFacts;
  readonly action: string;
  /** Key ARN, alias ARN, a principal's ARN, or `*`. */
  readonly resource: string;
  /** The key that is asked about, for conditions on what it is; null where there is none at all. */
  readonly subject: KeySubject | null;
  /** The key whose policy and grants have a say; null: none has. */
  readonly policyOf: KeyRow | null;
  /** RetireGrant: the grant that decides, in the place of the key policy. */
  readonly grant?: GrantRow;
  /** CreateGrant: what the new grant would give. */
  readonly child?: ChildGrant;
  /** The endpoint policy, when the call came by an endpoint. */
  readonly vpcEndpoint: Document | null;
  /** The layers of this caller and key, where many questions are asked of the two; gathered anew when left out. */
  readonly layers?: GatheredLayers;
}

/** What all questions of one caller about one key have in common, whatever the action. */
export type GatheredLayers = Pick<
  AccessQuestion,
  "scps" | "identity" | "boundary" | "session" | "rcps" | "key" | "grants"
>;

export function gather(asked: Gathered): AccessQuestion {
  const { rows, caller, request, action, resource, subject, grant = null, child = null, vpcEndpoint } = asked;
  const facts = { rows, caller, request, subject, grant };
  const key = asked.policyOf;
  return {
    caller,
    action,
    resource,
    child,
    vpcEndpoint,
    crossAccountAllowed: PERMISSIONS.get(action)?.crossAccount === true,
    context: contextOf(action, facts),
    encryptionContext: () => encryptionContext(facts),
    sourceArn: request.source?.arn ?? null,
    ...(asked.layers ?? layersOf(rows, caller, key, request)),
  };
}

export const layersOf = (
  rows: Reads,
  caller: Caller,
  key: KeyRow | null,
  request: Pick<RequestFacts, "now" | "input">,
): GatheredLayers => ({
  ...attachedTo(rows, caller),
  rcps: rcpsOf(rows, caller, key),
  key: key === null ? null : { account: key.account, policy: keyPolicyOf(rows, key) },
  grants: key === null ? [] : grantsOf(rows, key, caller, request),
});

/** The layers that are attached to the caller, whatever it asks for. */
export const attachedTo = (
  rows: Reads,
  caller: Caller,
): Pick<AccessQuestion, "scps" | "identity" | "boundary" | "session"> => ({
  scps: scpsOf(rows, caller),
  identity: identityOf(rows, caller),
  boundary: boundaryOf(rows, caller),
  session: sessionPoliciesOf(rows, caller),
});

/** From the organization of the caller's account, its management account aside: every level from the root down must allow. */
export function scpsOf(rows: Reads, caller: Caller): AccessQuestion["scps"] {
  if (caller.isServiceLinkedRole) return [];
  return organizationLevels(rows, caller.account, "SERVICE_CONTROL_POLICY");
}

/** From the organization of the key's account; its management account, AWS managed keys and roles of services aside (1.11). */
export function rcpsOf(rows: Reads, caller: Caller, key: KeyRow | null): AccessQuestion["rcps"] {
  if (key === null || key.manager === "AWS" || caller.isServiceLinkedRole) return [];
  return organizationLevels(rows, key.account, "RESOURCE_CONTROL_POLICY").flat();
}

/** From the row of `policies`, which every key has. */
const keyPolicyOf = (rows: Reads, key: KeyRow): Document =>
  keyPolicy(rows.get("policies", key.id) as PolicyRow, key.arn);

/**
 * From `grants`: those of the key whose grantee is the caller itself, its role or its account; found by what they are compared by. One
 * that was retired or revoked counts until everybody knows (authorization.md 1.7).
 */
function grantsOf(
  rows: Reads,
  key: KeyRow,
  caller: Caller,
  { now, input }: Pick<RequestFacts, "now" | "input">,
): readonly GrantFacts[] {
  if (rows.tally("grantsOf", key.id) + rows.tally("grantsEnding", key.id) === 0) return [];
  const tokens = (input["GrantTokens"] ?? []) as readonly string[];
  const passed = new Set(tokens.map((token) => rows.get("grantTokens", token)?.grant));
  const mentions = new Set([
    caller.uniqueId,
    caller.uniqueId.split(":")[0] as string,
    caller.arn,
    caller.principalArn,
    rootArn(caller.account),
  ]);
  const inForce = [...mentions].flatMap((mention) => rows.range("grantsTo", `${key.id} ${mention}`, null, ALL));
  const ending = rows.range("grantsEnding", key.id, null, ALL).filter((grant) => stillCounts(grant, now));
  return [...inForce, ...ending]
    .filter(({ grantee }) => standing(grantee, caller) !== null)
    .map((grant) => {
      const knownAt = consistentAt(grant, rows);
      const { ended } = grant;
      return {
        grant,
        knownAt,
        live: passed.has(grant.id) ? "token" : knownAt <= now ? "consistent" : null,
        ...(ended === undefined ? {} : { ending: { how: ended.how, at: ended.at, left: ended.until - now } }),
      };
    });
}

/** From the row of the user or role and those of its groups: inline policies, then managed ones. */
function identityOf(rows: Reads, caller: Caller): readonly Document[] {
  const principal = rows.get("principals", caller.principalArn);
  if (principal === undefined) return [];
  const own = policiesOn(principal, rows);
  if (principal.groups.length === 0) return own;
  const groups = principal.groups.flatMap((arn) => rows.get("groups", arn) ?? []);
  return [...own, ...groups.flatMap((group) => policiesOn(group, rows))];
}

/** From the row of the user or role, and that of the managed policy. */
function boundaryOf(rows: Reads, caller: Caller): Document | null {
  const arn = rows.get("principals", caller.principalArn)?.boundary ?? null;
  return arn === null ? null : (managed(arn, caller.principalArn, "boundary", rows) ?? null);
}

/** From the row of the session's credentials. */
function sessionPoliciesOf(rows: Reads, caller: Caller): readonly Document[] {
  if (caller.kind !== "role-session") return [];
  const assumed = rows.get("accessKeys", caller.accessKeyId)?.session?.assumed;
  return assumed === undefined ? [] : sessionPolicies(assumed.policies, caller.arn);
}
