/** Stage 6 as sentences: which documents were read, what each statement said, and which one decided. */
import type { CallTrace, Decision, DocumentVerdict, Layer, StatementVerdict, WhyNot } from "#glass/trace.ts";
import { capital, count, keyName, list, principalName } from "./format.ts";

export interface DecisionRow {
  /** `yes` and `no` carry a mark; `note` is a remark on what was not there. */
  readonly mark: "yes" | "no" | "note";
  /** `Key policy 2, Allow account`. Empty for remarks. */
  readonly statement: string;
  /** `hands the question to IAM`. */
  readonly says: string;
  readonly decisive: boolean;
  /** What was asked and what the policy says, for a statement that did not match. */
  readonly whyNot: WhyNot | null;
}

/** Words for a condition that did not hold (condition.ts), which few decisions need. `whose`: the policy, or the grant. */
export type ConditionWords = (why: Extract<WhyNot, { readonly element: "condition" }>, whose: string) => string;

const plainly: ConditionWords = ({ key }) => `its condition on ${key} does not hold`;

/** Whether a row of it would rather have condition.ts's words. */
export const namesConditions = ({ documents }: Decision): boolean =>
  documents.some(({ statements }) => statements.some(({ whyNot }) => whyNot?.element === "condition"));

/** The rows in the order in which the documents were read. */
export function decisionRows(decision: Decision, conditionWords = plainly): readonly DecisionRow[] {
  const rows: DecisionRow[] = [denyRow(decision)];
  for (const [at, document] of decision.documents.entries()) {
    for (const [index, statement] of document.statements.entries()) {
      const decisive = decision.decisive?.document === at && decision.decisive.statement === index;
      rows.push(statementRow(decision, document, statement, { decisive, conditionWords }));
    }
    if (document.statements.length === 0) rows.push(note(`${documentName(document)} has no statements.`));
  }
  if (!decision.documents.some(({ layer }) => layer === "identity")) {
    rows.push(note("IAM: the caller has no policies of its own."));
  }
  rows.push(note(grantWords(decision)));
  return rows;
}

const note = (says: string): DecisionRow => ({ mark: "note", statement: "", says, decisive: false, whyNot: null });

function denyRow({ documents }: Decision): DecisionRow {
  const denies = documents.filter(({ verdict }) => verdict === "deny");
  const read = count(documents.length, "document");
  return denies.length === 0
    ? note(`No explicit deny in ${read}.`)
    : note(`An explicit deny in ${denies.length} of ${read}.`);
}

/** Of grants to others nothing is told here. */
const grantWords = (decision: Decision): string =>
  decision.documents.some(({ layer }) => layer === "grant")
    ? "Grants to others than this caller are not listed."
    : decision.allowed
      ? "Grants: none needed."
      : "Grants: there is none for this caller.";

function statementRow(
  decision: Decision,
  document: DocumentVerdict,
  statement: StatementVerdict,
  { decisive, conditionWords }: { readonly decisive: boolean; readonly conditionWords: ConditionWords },
): DecisionRow {
  const { matched, whyNot } = statement;
  const says = matched
    ? matchWords(decision, document, statement)
    : whyNotWords(whyNot, document.layer, conditionWords);
  return {
    mark: matched && statement.effect === "Allow" ? "yes" : "no",
    statement: statementName(document, statement),
    says,
    decisive,
    whyNot: matched ? null : whyNot,
  };
}

/** `Key policy 2, Allow use of the key`; `IAM orders-app 1`. */
export function statementName(document: DocumentVerdict, statement: StatementVerdict): string {
  const sid = statement.sid === null ? "" : `, ${statement.sid}`;
  return `${documentName(document)} ${statement.index + 1}${sid}`;
}

const documentName = ({ layer, name }: DocumentVerdict): string =>
  layer === "grant" ? `Grant ${/^[0-9a-f]{64}$/.test(name) ? name.slice(0, 8) : name}` : `${KINDS[layer] ?? ""}${name}`;

const KINDS: Partial<Record<Layer, string>> = {
  scp: "SCP ",
  rcp: "RCP ",
  identity: "IAM ",
  boundary: "Boundary ",
};

function matchWords(decision: Decision, document: DocumentVerdict, statement: StatementVerdict): string {
  const action = shortAction(decision.action);
  if (statement.effect === "Deny") return `denies ${action}, and a deny is final`;
  if (document.layer === "key-policy" && statement.via === "account") return "hands the question to IAM";
  if (statement.via === "direct") return `allows ${action} to the caller itself`;
  if (statement.via === "role") return `allows ${action} to the caller’s role`;
  return `allows ${action} on ${resourceWords(decision.resource)}`;
}

const shortAction = (action: string): string => action.replace(/^kms:/, "");
const resourceWords = (resource: string): string =>
  resource === "*" ? "any resource" : resource.includes(":alias/") ? keyName(resource) : "this key";

/** Why a statement did not match, as the end of a sentence about it. */
export function whyNotWords(why: WhyNot | null, layer: Layer = "key-policy", conditionWords = plainly): string {
  if (why === null) return "does not apply";
  switch (why.element) {
    case "principal":
      return `is about ${list(why.policy.map(principalName))}, not ${principalName(why.request)}`;
    case "action":
      return `${shortAction(why.request)} is not among its actions`;
    case "resource":
      return "is about other resources";
    case "condition":
      return conditionWords(why, layer === "grant" ? "the grant" : "the policy");
    case "not-yet-known":
      return "is not known everywhere yet, and its token was not passed";
  }
}

/** What was asked and what the statement says instead; null where the sentence has said it all. */
export function whyNotDetail(why: WhyNot): string | null {
  switch (why.element) {
    case "action":
      return `Its actions: ${list(why.policy, 8)}.`;
    case "resource":
      return `Asked about ${why.request}; it is about ${list(why.policy)}.`;
    case "condition":
      return `${why.operator} ${why.key}: ${list(why.policy, 8)}; the request has ${list(why.request, 8)}.`;
    case "not-yet-known":
      return `It counts without its token from ${new Date(why.at).toISOString()} of this world’s time.`;
    case "principal":
      return null;
  }
}

const SIDES: Readonly<Record<Layer, string>> = {
  scp: "a service control policy",
  rcp: "a resource control policy",
  "vpc-endpoint": "the VPC endpoint policy",
  "key-policy": "the key policy",
  grant: "a grant",
  identity: "an IAM policy of the caller",
  boundary: "the permissions boundary",
  session: "the session policy",
};

/** The decision in one sentence. `who`: the caller, as `role App`. */
export function decisionSentence(decision: Decision, who = "the caller"): string {
  const action = shortAction(decision.action);
  if (decision.denial === "explicit")
    return `${capital(SIDES[decision.layer])} denies ${action}. A deny decides, whatever else allows.`;
  if (!decision.allowed) return refusalWords(decision, action, who);
  switch (decision.path) {
    case "kp-direct":
      return decision.crossAccount
        ? bothSides(action)
        : `The key policy allows ${action} to this very caller; within one account that is enough.`;
    case "kp-role":
      return decision.crossAccount
        ? bothSides(action)
        : `The key policy allows ${action} to the caller’s role; within one account that is enough.`;
    case "kp-account":
      return decision.crossAccount
        ? bothSides(action)
        : `The key policy hands the question to the account’s IAM, and an IAM policy of the caller allows ${action}: both were needed.`;
    case "grant-direct":
    case "grant-role":
    case "grant-account":
      return `A grant allows ${action}.`;
    case "identity":
    case null:
      return `No key policy is asked about this; an IAM policy of the caller allows ${action}.`;
  }
}

/** Why a call was not allowed, in one sentence; null when stage 6 did not say no. */
export function deniedSentence({ authorize, summary }: Pick<CallTrace, "authorize" | "summary">): string | null {
  const denied = authorize.find(({ allowed }) => !allowed);
  return denied === undefined ? null : decisionSentence(denied, summary.who);
}

const bothSides = (action: string): string =>
  `Caller and key are of two accounts, so both sides must say yes, and both do: the key policy and the caller’s IAM allow ${action}.`;

function refusalWords(decision: Decision, action: string, who: string): string {
  if (decision.layer === "key-policy") {
    return decision.crossAccount
      ? `The key is another account’s, and its key policy does not let this caller ${action}. The caller’s own IAM cannot make up for that.`
      : `No statement of the key policy allows ${action}, and nothing else can make up for that.`;
  }
  if (decision.layer === "identity") {
    const delegated = decision.documents.some(({ verdict }) => verdict === "delegates");
    return delegated
      ? `The key policy leaves it to IAM, and no IAM policy of ${who} allows ${action}.`
      : `No IAM policy of ${who} allows ${action}.`;
  }
  return `${capital(SIDES[decision.layer])} does not allow ${action}.`;
}
