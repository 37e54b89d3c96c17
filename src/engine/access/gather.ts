/**
 * From rows and a request to the question that the evaluator answers: one function for each layer of authorization.md 1.2, in the order
 * in which they are asked, each saying where its documents come from.
 */
import type { KeyRow, PolicyRow } from "../keys/rows.ts";
import { rootArn } from "../keys/arns.ts";
import type { Reads } from "../storage/state.ts";
import type { Caller } from "./caller.ts";
import type { AccessQuestion, ContextValues, Document, GrantFacts } from "./question.ts";
import { standing } from "./parties.ts";

export interface Gathered {
  readonly rows: Reads;
  readonly caller: Caller;
  readonly action: string;
  /** Key ARN, alias ARN, a principal's ARN, or `*`. */
  readonly resource: string;
  readonly key: KeyRow | null;
  readonly crossAccountAllowed: boolean;
  /** The endpoint policy, when the call came by an endpoint. */
  readonly vpcEndpoint: Document | null;
  /** The tokens that the request passed. */
  readonly grantTokens: readonly string[];
  readonly context: ContextValues;
}

export function gather(asked: Gathered): AccessQuestion {
  const { rows, caller, action, resource, key, crossAccountAllowed, vpcEndpoint, context } = asked;
  return {
    caller,
    action,
    resource,
    crossAccountAllowed,
    context,
    scps: scpsOf(rows, caller),
    rcps: rcpsOf(rows, key),
    vpcEndpoint,
    key: key === null ? null : { account: key.account, policy: keyPolicyOf(rows, key) },
    grants: key === null ? [] : grantsOf(rows, key, caller, asked.grantTokens),
    identity: identityOf(rows, caller),
    boundary: boundaryOf(rows, caller),
    session: sessionPoliciesOf(rows, caller),
  };
}

/** From the organisation of the caller's account. Worlds have no organisations yet: nobody is a member of one. */
export const scpsOf = (_rows: Reads, _caller: Caller): AccessQuestion["scps"] => [];

/** From the organisation of the key's account. Worlds have no organisations yet. */
export const rcpsOf = (_rows: Reads, _key: KeyRow | null): AccessQuestion["rcps"] => [];

/** From the row of `policies`, which every key has. */
export function keyPolicyOf(rows: Reads, key: KeyRow): Document {
  const { text, version } = rows.get("policies", key.id) as PolicyRow;
  return {
    layer: "key-policy",
    name: "Key policy",
    owner: key.arn,
    version,
    text,
  };
}

/** From `grants`: those of the key whose grantee is the caller itself, its role or its account; found by what they are compared by. */
export function grantsOf(rows: Reads, key: KeyRow, caller: Caller, tokens: readonly string[]): readonly GrantFacts[] {
  if (rows.tally("grantsOf", key.id) === 0) return [];
  const passed = new Set(tokens.map((token) => rows.get("grantTokens", token)?.grant));
  const mentions = new Set([
    caller.uniqueId,
    caller.uniqueId.split(":")[0] as string,
    caller.arn,
    caller.principalArn,
    rootArn(caller.account),
  ]);
  return [...mentions]
    .flatMap((mention) => rows.range("grantsTo", `${key.id} ${mention}`, null, Number.MAX_SAFE_INTEGER))
    .filter(({ grantee }) => standing(grantee, caller) !== null)
    .map((grant) => ({
      grant,
      live: passed.has(grant.id) ? "token" : "consistent",
    }));
}

/** From the row of the user or role: its policies. */
export function identityOf(rows: Reads, caller: Caller): readonly Document[] {
  const { policies } = rows.get("principals", caller.principalArn) ?? {
    policies: [],
  };
  return policies.map(({ name, text, version }) => ({
    layer: "identity",
    name,
    owner: caller.principalArn,
    version,
    text,
  }));
}

/** From the row of the user or role. Rows have no boundary yet. */
export const boundaryOf = (_rows: Reads, _caller: Caller): Document | null => null;

/** From the row of the session's credentials. Sessions are made without policies yet. */
export const sessionPoliciesOf = (_rows: Reads, _caller: Caller): readonly Document[] => [];
