/**
 * The decision and why. authorization.md 1.3, as far as its layers exist here: explicit denies, the key's side, the caller's side, and
 * their combination for one account and across accounts. A further layer (SCP, VPC endpoint policy, grants, boundary, session policy)
 * is one more document list in `layers` and one more line in `combine`.
 */
import type { AllowPath, Decision, DocumentVerdict, Layer, StatementVerdict } from "#glass/trace.ts";
import type { Caller } from "./caller.ts";
import { readPolicy } from "./policy.ts";
import type { AccessQuestion, Document } from "./question.ts";
import { judge, type Question } from "./statements.ts";

export function evaluate(question: AccessQuestion): Decision {
  const documents = [
    ...(question.key === null ? [] : [read(question.key.policy, question, "key")]),
    ...question.identity.map((document) => read(document, question, "identity")),
  ];
  const crossAccount = question.key !== null && question.key.account !== question.caller.account;
  const verdict = denied(documents) ?? combine(question, documents, crossAccount);
  return {
    action: question.action,
    resource: question.resource,
    crossAccount,
    documents,
    ...verdict,
  };
}

type Verdict = Pick<Decision, "allowed" | "layer" | "denial" | "path" | "decisive">;

function read(document: Document, question: Question, kind: "key" | "identity"): DocumentVerdict {
  const { statements } = readPolicy(document.text, kind);
  const judged = statements.map((statement, index) => judge(statement, index, question, kind));
  const { layer, name, owner, version } = document;
  return {
    layer,
    name,
    owner,
    version,
    verdict: summary(judged),
    statements: judged,
  };
}

function summary(statements: readonly StatementVerdict[]): DocumentVerdict["verdict"] {
  const matched = statements.filter((statement) => statement.matched);
  if (matched.some((statement) => statement.effect === "Deny")) return "deny";
  if (matched.some((statement) => statement.via !== "account")) return "allow";
  return matched.length > 0 ? "delegates" : "silent";
}

/** Step 3: a Deny anywhere decides, whatever else allows. With several, the resource-based one is named first (1.12). */
function denied(documents: readonly DocumentVerdict[]): Verdict | null {
  const decisive = find(documents, (statement) => statement.effect === "Deny");
  return decisive === null
    ? null
    : {
        allowed: false,
        layer: layerOf(documents, decisive),
        denial: "explicit",
        path: null,
        decisive,
      };
}

/** Steps 7 to 9. */
function combine(question: AccessQuestion, documents: readonly DocumentVerdict[], crossAccount: boolean): Verdict {
  const identity = find(documents, (statement) => statement.effect === "Allow", "identity");
  const ownSide = identity !== null || question.caller.kind === "root";
  const refuse = (layer: Layer): Verdict => ({
    allowed: false,
    layer,
    denial: "implicit",
    path: null,
    decisive: null,
  });
  const allow = (path: AllowPath, decisive: Decision["decisive"]): Verdict => ({
    allowed: true,
    layer: path === "identity" || path === "kp-account" ? "identity" : "key-policy",
    denial: null,
    path,
    decisive,
  });

  if (question.key === null) return ownSide ? allow("identity", identity) : refuse("identity");

  const side = keySide(documents);
  if (side === null) return refuse("key-policy");
  if (crossAccount) {
    if (!question.crossAccountAllowed) return refuse("key-policy");
    return ownSide ? allow(side.path, identity ?? side.decisive) : refuse("identity");
  }
  if (side.path !== "kp-account") return allow(side.path, side.decisive);
  return ownSide ? allow("kp-account", identity ?? side.decisive) : refuse("identity");
}

/** The strongest way in which the key policy says yes: by name, by role, or by handing the question to the account's IAM. */
function keySide(documents: readonly DocumentVerdict[]): {
  readonly path: AllowPath;
  readonly decisive: Decision["decisive"];
} | null {
  for (const [via, path] of [
    ["direct", "kp-direct"],
    ["role", "kp-role"],
    ["account", "kp-account"],
  ] as const) {
    const decisive = find(
      documents,
      (statement) => statement.effect === "Allow" && statement.via === via,
      "key-policy",
    );
    if (decisive !== null) return { path, decisive };
  }
  return null;
}

function find(
  documents: readonly DocumentVerdict[],
  wanted: (statement: StatementVerdict) => boolean,
  layer?: Layer,
): Decision["decisive"] {
  for (const [document, { layer: of, statements }] of documents.entries()) {
    if (layer !== undefined && of !== layer) continue;
    const statement = statements.findIndex((each) => each.matched && wanted(each));
    if (statement >= 0) return { document, statement };
  }
  return null;
}

const layerOf = (documents: readonly DocumentVerdict[], at: NonNullable<Decision["decisive"]>): Layer =>
  (documents[at.document] as DocumentVerdict).layer;

/* ---- the sentence AWS sends ---- */

const IMPLICIT: Readonly<Record<Layer, string>> = {
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

/** authorization.md 1.12, forms A to E. */
export function denialSentence(decision: Decision, caller: Caller, named: Named): string {
  const lead = `User: ${caller.arn} is not authorized to perform: ${decision.action}`;
  if (decision.crossAccount) {
    if (decision.denial === "implicit" && decision.layer === "identity")
      return `${lead} ${foreign(named)} because no identity-based policy allows the ${decision.action} action`;
    return `${lead} ${foreign(named)} ${UNKNOWN_TO_YOU}`;
  }
  const on = decision.resource === "*" ? "" : ` on resource: ${decision.resource}`;
  if (decision.denial === "explicit") {
    const kind = IMPLICIT[decision.layer];
    return `${lead}${on} with an explicit deny in ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
  }
  return `${lead}${on} because no ${IMPLICIT[decision.layer]} allows the ${decision.action} action`;
}

/** Forms C and D: another account's key, or one that does not exist there; which of the two is not told. */
export function unknownKeySentence(action: string, caller: Caller, named: Named): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} ${foreign(named)} ${UNKNOWN_TO_YOU}`;
}

const foreign = (named: Named): string =>
  named === "key" ? "on this resource" : "on the resource associated with this ciphertext";
const UNKNOWN_TO_YOU =
  "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access";
