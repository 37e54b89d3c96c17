/** One statement of a policy or one grant as a decision read it: what it does, or why it does not apply. */
import type { Decision, DocumentVerdict, Layer, StatementVerdict, WhyNot } from "#glass/trace.ts";
import { conditionFault } from "./condition.ts";
import { endingWords, shortAction } from "./decision.ts";
import { capital, dateTime, keyNameOfId, list, principalName } from "./format.ts";

/** `Key policy 2, Allow use of the key`; `IAM orders-app 1`. */
export function statementName(document: DocumentVerdict, statement: StatementVerdict): string {
  const sid = statement.sid === null ? "" : `, ${statement.sid}`;
  return `${documentName(document)} ${statement.index + 1}${sid}`;
}

export const documentName = ({ layer, name }: DocumentVerdict): string =>
  layer === "grant" ? `Grant ${/^[0-9a-f]{64}$/.test(name) ? name.slice(0, 8) : name}` : `${KINDS[layer] ?? ""}${name}`;

const KINDS: Partial<Record<Layer, string>> = {
  scp: "SCP ",
  rcp: "RCP ",
  identity: "IAM ",
  boundary: "Boundary ",
};

/** What a statement does that applies, as the end of a sentence about it. */
export function matchWords(decision: Decision, document: DocumentVerdict, statement: StatementVerdict): string {
  const action = shortAction(decision.action);
  if (statement.effect === "Deny") return `denies ${action}, and a deny is final`;
  if (document.ending !== undefined)
    return `${allowWords(decision, document, statement)}: ${endingWords(document.ending)}`;
  return allowWords(decision, document, statement);
}

function allowWords(decision: Decision, document: DocumentVerdict, statement: StatementVerdict): string {
  const action = shortAction(decision.action);
  if (document.layer === "key-policy" && statement.via === "account") return "hands the question to IAM";
  if (statement.via === "direct") return `allows ${action} to the caller itself`;
  if (statement.via === "role") return `allows ${action} to the caller’s role`;
  return `allows ${action} on ${resourceWords(decision.resource)}`;
}

const resourceWords = (resource: string): string =>
  resource === "*" ? "any resource" : resource.includes(":alias/") ? keyNameOfId(resource) : "this key";

/** Why a statement did not match, as the end of a sentence about it. */
export function whyNotWords(why: WhyNot | null, layer: Layer = "key-policy"): string {
  if (why === null) return "does not apply";
  switch (why.element) {
    case "principal":
      return `is about ${list(why.policy.map(principalName))}, not ${principalName(why.request)}`;
    case "action":
      return `${shortAction(why.request)} is not among its actions`;
    case "resource":
      return "is about other resources";
    case "condition":
      return conditionFault(why, layer === "grant" ? "the grant" : "the policy");
    case "not-yet-known":
      return "is not known everywhere yet, and its token was not passed";
  }
}

/** What was compared: what the request has, and what the statement says instead. */
export function whyNotFacts(why: WhyNot): readonly { readonly name: string; readonly value: string }[] {
  switch (why.element) {
    case "principal":
    case "action":
    case "resource":
      return [
        { name: `${capital(why.element)} of the request`, value: why.request },
        { name: `${capital(why.element)} of the statement`, value: list(why.policy, 8) },
      ];
    case "condition":
      return [
        { name: "Operator", value: why.operator },
        { name: "Condition key", value: why.key },
        { name: "The request has", value: why.missing ? "no such value" : list(why.request, 8) },
        { name: "The policy wants", value: list(why.policy, 8) },
      ];
    case "not-yet-known":
      return [{ name: "Counts without its token from", value: `${dateTime(why.at)} of this world’s time` }];
  }
}
