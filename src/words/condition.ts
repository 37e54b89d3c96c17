/** Conditions in plain English: what one says, and why one did not hold. */
import type { WhyNot } from "#glass/trace.ts";
import { list } from "./format.ts";

/** `kms:ViaService` is “s3…”; “Dept in the encryption context” is …: what a condition of a policy says. */
export function conditionWords(operator: string, key: string, values: readonly string[]): string {
  const [, set = "", base = "", ifExists = ""] = /^(ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const subject = `${set === "ForAnyValue:" ? "any of " : set === "ForAllValues:" ? "each of " : ""}${subjectWords(key)}`;
  const quoted = values.map((value) => `“${value}”`).join(" or ");
  const absent = ifExists === "" ? "" : ", or is absent";
  if (base === "Null") return `${subject} is ${values[0] === "true" ? "absent" : "present"}`;
  if (base === "Bool") return `${subject} is ${values.join(" or ")}${absent}`;
  return `${subject} ${OPERATORS[base] ?? base} ${quoted}${absent}`;
}

const OPERATORS: Readonly<Record<string, string>> = {
  StringEquals: "is",
  StringNotEquals: "is not",
  StringEqualsIgnoreCase: "is, in any case,",
  StringNotEqualsIgnoreCase: "is not, in any case,",
  StringLike: "looks like",
  StringNotLike: "does not look like",
  ArnEquals: "looks like",
  ArnLike: "looks like",
  ArnNotEquals: "does not look like",
  ArnNotLike: "does not look like",
  NumericEquals: "is",
  NumericNotEquals: "is not",
  NumericLessThan: "is less than",
  NumericLessThanEquals: "is at most",
  NumericGreaterThan: "is more than",
  NumericGreaterThanEquals: "is at least",
  DateLessThan: "is before",
  DateLessThanEquals: "is not after",
  DateGreaterThan: "is after",
  DateGreaterThanEquals: "is not before",
  IpAddress: "is within",
  NotIpAddress: "is not within",
};

function subjectWords(key: string): string {
  const context = /^kms:encryptioncontext:(.+)$/i.exec(key);
  if (context !== null) return `${context[1] ?? ""} in the encryption context`;
  const slash = key.indexOf("/");
  if (slash > 0) {
    const family = FAMILIES[key.slice(0, slash).toLowerCase()];
    if (family !== undefined) return `${family} ${key.slice(slash + 1)}`;
  }
  return SUBJECTS[key.toLowerCase()] ?? key;
}

const FAMILIES: Readonly<Record<string, string>> = {
  "aws:resourcetag": "the key’s tag",
  "aws:requesttag": "the request’s tag",
  "aws:principaltag": "the caller’s tag",
};

const SUBJECTS: Readonly<Record<string, string>> = {
  "aws:currenttime": "the time",
  "aws:multifactorauthage": "the seconds since the second factor",
  "aws:multifactorauthpresent": "“signed in with a second factor”",
  "aws:principalarn": "the caller’s ARN",
  "aws:principalaccount": "the caller’s account",
  "aws:principalorgid": "the caller’s organization",
  "aws:securetransport": "“over TLS”",
  "aws:sourceaccount": "the account on whose behalf the service acts",
  "aws:sourcearn": "the resource on whose behalf the service acts",
  "aws:sourceidentity": "the source identity of the caller’s session",
  "aws:sourceip": "the caller’s address",
  "aws:sourcevpc": "the VPC it comes from",
  "aws:sourcevpce": "the VPC endpoint it comes through",
  "aws:requestedregion": "the Region asked",
  "kms:calleraccount": "the caller’s account",
  "kms:encryptioncontextkeys": "the names in the encryption context",
  "kms:grantisforawsresource": "“the grant is for an AWS service”",
  "kms:keyorigin": "where the material comes from",
  "kms:keyspec": "the key spec",
  "kms:keyusage": "the key usage",
  "kms:requestalias": "the alias the request names",
  "kms:resourcealiases": "an alias of the key",
  "kms:scheduledeletionpendingwindowindays": "the waiting period in days",
  "kms:viaservice": "the service that calls for the caller",
};

/* ---- why one did not hold ---- */

/** `encryption context Dept was absent; the policy wants Finance`. `who` wants it: the policy, or a grant. */
export function conditionFault(
  { operator, key, request, policy, missing }: Extract<WhyNot, { readonly element: "condition" }>,
  who = "the policy",
): string {
  const context = /^kms:encryptioncontext:(.+)$/i.exec(key)?.[1];
  const subject = context === undefined ? subjectWords(key) : `encryption context ${context}`;
  const had = missing ? "was absent" : request.length === 1 ? `was ${request[0]}` : `were ${list(request)}`;
  return `${subject} ${had}; ${who} wants ${wanted(operator, policy)}`;
}

function wanted(operator: string, policy: readonly string[]): string {
  const [, set = "", base = ""] = /^(ForAnyValue:|ForAllValues:)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  if (base === "Null") return policy[0]?.toLowerCase() === "true" ? "it absent" : "it to be there";
  const values = WANTED[base]?.replace("…", either(policy)) ?? (policy.length === 0 ? "it absent" : either(policy));
  return set === "ForAllValues:"
    ? `each of them to be ${values}`
    : set === "ForAnyValue:"
      ? `one of them to be ${values}`
      : values;
}

const either = (values: readonly string[]): string => list(values).replace(/ and (?=[^,]*$)/, " or ");

/** Where it is not the value itself that is wanted. */
const WANTED: Readonly<Record<string, string>> = {
  StringNotEquals: "anything but …",
  StringNotEqualsIgnoreCase: "anything but …, in any case",
  StringEqualsIgnoreCase: "…, in any case",
  StringLike: "something like …",
  StringNotLike: "nothing like …",
  ArnEquals: "something like …",
  ArnLike: "something like …",
  ArnNotEquals: "nothing like …",
  ArnNotLike: "nothing like …",
  NumericNotEquals: "anything but …",
  NumericLessThan: "less than …",
  NumericLessThanEquals: "… at most",
  NumericGreaterThan: "more than …",
  NumericGreaterThanEquals: "… at least",
  DateNotEquals: "any time but …",
  DateLessThan: "a time before …",
  DateLessThanEquals: "a time not after …",
  DateGreaterThan: "a time after …",
  DateGreaterThanEquals: "a time not before …",
  IpAddress: "an address within …",
  NotIpAddress: "an address outside …",
};
