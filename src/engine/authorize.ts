/** Stage 6: every check that an operation needs, asked of the evaluator one by one; all must pass. authorization.md 1.3, steps 2 to 9. */
import type { Decision } from "#glass/trace.ts";
import type { Caller } from "./access/caller.ts";
import type { KeySubject, RequestFacts } from "./access/context/facts.ts";
import { decide } from "./access/decisions.ts";
import { denialSentence, type Named } from "./access/denial.ts";
import { evaluate, withReading } from "./access/evaluate.ts";
import { gather } from "./access/gather.ts";
import { checkKeyPolicy } from "./access/principals.ts";
import type { Document } from "./access/question.ts";
import { mayRetire } from "./access/retire.ts";
import { checkKey } from "./checks.ts";
import type { Draft } from "./draft.ts";
import { accessDenied, invalidGrantToken, KmsError, malformedPolicy } from "./errors.ts";
import { whatItGives } from "./keys/grants.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { KeyStore } from "./keys/store.ts";
import { locateGrant } from "./locate.ts";
import { given, type KeyRole, type Operation } from "./operation.ts";
import type { Reads } from "./storage/state.ts";

/** Who asks, for what, and what is there. */
export interface Asking {
  readonly caller: Caller;
  readonly request: RequestFacts;
  readonly rows: Reads;
  readonly store: KeyStore;
}

/** @throws KmsError AccessDeniedException with AWS's sentence for the first check that does not pass. */
export function authorize(
  operation: Operation,
  keys: ReadonlyMap<string, KeyRow>,
  { caller, request, rows, store }: Asking,
  draft: Draft,
): void {
  const { input, region } = request;
  const asked = { rows, caller, request, vpcEndpoint: draft.route.policy };
  const take = (decision: Decision, named: Named): void => {
    draft.authorize.push(decision);
    if (!decision.allowed) throw accessDenied(denialSentence(decision, caller, named));
  };
  for (const { permission: action, alias, principal, when, like } of operation.permissions ?? []) {
    if (when !== undefined && !given(input[when])) continue;
    const named = principal === undefined ? undefined : (input[principal] as string | undefined);
    const resource =
      alias === undefined ? (named ?? "*") : `arn:aws:kms:${region}:${caller.account}:${String(input[alias])}`;
    const model = like === undefined ? undefined : keys.get(like);
    take(
      decide(
        gather({
          ...asked,
          action,
          resource,
          policyOf: null,
          // A replica is made where it will be: that permission is asked for in the other Region (1.8).
          request: model === undefined ? request : { ...request, region: String(input["ReplicaRegion"]) },
          subject: model === undefined ? null : toBe(model, input),
        }),
      ),
      "key",
    );
  }
  const onSameKey = new Set(keys.values()).size < keys.size;
  for (const [name, key] of keys) {
    const role = operation.keys[name] as KeyRole;
    if (role.permission === null) continue;
    const { by, alias } = draft.locate.find((stage) => stage.role === name) ?? { by: "id", alias: null };
    const question = gather({
      ...asked,
      action: role.permission,
      resource: key.arn,
      policyOf: key,
      subject: { key, role, alias, onSameKey },
      ...(operation.name === "CreateGrant" ? { child: whatItGives(input as Parameters<typeof whatItGives>[0]) } : {}),
    });
    take(told(decide(question), operation.name, role, key, input), by === "ciphertext" ? "ciphertext" : "key");
  }
  if (operation.decidedByGrant !== undefined) {
    const { permission: action } = operation.decidedByGrant;
    const key = keys.get("key") as KeyRow;
    const grant = locateGrant(operation.decidedByGrant, key, input, { caller, region, store });
    const subject = { key, role: {}, alias: null, onSameKey };
    take(
      mayRetire({
        question: gather({ ...asked, action, resource: key.arn, policyOf: null, subject, grant }),
        grant,
        key,
      }),
      "key",
    );
  }
  // A token of no grant is refused, whether or not it was needed.
  for (const token of (input["GrantTokens"] ?? []) as readonly string[])
    if (!store.grants.takesToken(region, token, request.now)) throw invalidGrantToken();
}

/** A refusal that stands before another one: that it does is our reading (authorization.md 1.3, step 10). */
function told(
  decision: Decision,
  operation: string,
  role: KeyRole,
  key: KeyRow,
  input: RequestFacts["input"],
): Decision {
  if (decision.allowed) return decision;
  try {
    checkKey(operation, role, key, input, () => {});
    return decision;
  } catch (error) {
    if (error instanceof KmsError) return withReading(decision, "state-after-authorization");
    throw error;
  }
}

/** A replica as it will be: of the same kind, in another Region, with tags of its own. */
function toBe(key: KeyRow, input: RequestFacts["input"]): KeySubject {
  const replica = { ...key, region: String(input["ReplicaRegion"]), tags: (input["Tags"] ?? []) as KeyRow["tags"] };
  return { key: replica, role: {}, alias: null, onSameKey: false };
}

/**
 * authorization.md 1.4 and 1.5: the new policy, asked by this caller for `kms:PutKeyPolicy` with its present IAM policies and all that is
 * true of this very request. @throws KmsError LimitExceededException, MalformedPolicyDocumentException.
 */
export function checkPolicy(
  text: string,
  { key, bypassLockout }: { readonly key: KeyRow; readonly bypassLockout: boolean },
  { caller, request, rows }: Asking,
  draft: Draft,
): void {
  checkKeyPolicy(text, rows);
  if (bypassLockout) return;
  const subject = { key, role: {}, alias: null, onSameKey: false };
  const vpcEndpoint = draft.route.policy;
  const asked = { rows, caller, request, action: "kms:PutKeyPolicy", resource: key.arn, subject, vpcEndpoint };
  const present = gather({ ...asked, policyOf: key });
  const policy: Document = { layer: "key-policy", name: "Key policy, as proposed", owner: key.arn, version: 0, text };
  const { allowed } = evaluate({ ...present, key: { account: key.account, policy } });
  draft.check({
    check: "shape",
    subject: key.arn,
    expected: "the caller may still change the key policy",
    actual: allowed ? "it may" : "it may not",
    ok: allowed,
  });
  if (!allowed) throw malformedPolicy("The new key policy will not allow you to update the key policy in the future.");
}
