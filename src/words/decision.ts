/** Stage 6 in one sentence; decision-chart.ts tells how it came about. */
import type { CallTrace, Decision, EndingGrant, Layer } from "#glass/trace.ts";
import { capital, number, timeWithSeconds } from "./format.ts";

/** `Decrypt` of `kms:Decrypt`. */
export const shortAction = (action: string): string => action.replace(/^kms:/, "");
export const SIDES: Readonly<Record<Layer, string>> = {
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
      return `A grant allows ${action}${endingOf(decision)}.`;
    case "identity":
    case null:
      return `No key policy is asked about this; an IAM policy of the caller allows ${action}.`;
  }
}

/** Of a grant that is over and still counts, that it is. */
function endingOf({ decisive, documents }: Decision): string {
  const ending = decisive === null ? undefined : documents[decisive.document]?.ending;
  return ending === undefined ? "" : `: ${endingWords(ending)}`;
}

/** `retired at 12:00:05, still allowed for 3 s`. */
export const endingWords = ({ how, at, left }: EndingGrant): string =>
  `${how} at ${timeWithSeconds(at)}, still allowed for ${number(Math.ceil(left / 1000))} s`;

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
