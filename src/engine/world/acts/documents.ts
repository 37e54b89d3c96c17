/**
 * What IAM, Organizations and EC2 check of a policy document when it is saved, each in its own words. @NOTE AWS: the order of the checks
 * is our reading; the sentences are IAM's as its users report them.
 */
import { utf8Length } from "#wire/bytes.ts";
import { isObject, member, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import { parsePolicy } from "../../access/policy.ts";
import { roleNamed } from "../../access/principals.ts";
import { documentFault } from "../../access/validate.ts";
import { KmsError } from "../../errors.ts";
import type { Reads } from "../../storage/state.ts";
import { Refused } from "./act.ts";

export type DocumentKind = "identity" | "trust" | "scp" | "rcp" | "endpoint" | "session";

interface Rule {
  /** The error's code for everything that is wrong with such a document. */
  readonly code: string;
  /** Where all faults have one sentence. */
  readonly sentence?: string;
  readonly principal: "required" | "prohibited";
  readonly resource: "required" | "prohibited";
}

const IAM = "MalformedPolicyDocument";
const ORGANIZATIONS: Pick<Rule, "code" | "sentence"> = {
  code: "MalformedPolicyDocumentException",
  sentence: "The provided policy document does not meet the requirements of the specified policy type.",
};
const RULES: Readonly<Record<DocumentKind, Rule>> = {
  identity: { code: IAM, principal: "prohibited", resource: "required" },
  session: { code: IAM, principal: "prohibited", resource: "required" },
  trust: { code: IAM, principal: "required", resource: "prohibited" },
  scp: { ...ORGANIZATIONS, principal: "prohibited", resource: "required" },
  rcp: { ...ORGANIZATIONS, principal: "required", resource: "required" },
  endpoint: { code: "InvalidPolicyDocument", principal: "required", resource: "required" },
};

/** The document as it is kept: as it was put. @throws Refused. */
export function checkDocument(text: unknown, kind: DocumentKind, rows: Reads): string {
  const rule = RULES[kind];
  const fail = (sentence: string): Refused => new Refused(rule.code, rule.sentence ?? sentence);
  if (typeof text !== "string") throw fail("Syntax errors in policy.");
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch {
    throw fail("This policy contains invalid Json");
  }
  if (!isObject(json)) throw fail("Syntax errors in policy.");
  if (Object.keys(json).some((name) => !["Version", "Id", "Statement"].includes(name)))
    throw fail("Syntax errors in policy.");
  const version = member(json, "Version");
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw fail("The policy must contain a valid version string.");
  const statements = asList(member(json, "Statement"));
  if (statements.length === 0) throw fail("Syntax errors in policy.");
  for (const statement of statements) {
    if (!isObject(statement)) throw fail("Syntax errors in policy.");
    checkStatement(statement, kind, rule, rows, fail);
  }
  if (!isSound(text, kind, rule)) throw fail("Syntax errors in policy.");
  return text;
}

/** No name twice, and every condition with an operator that exists and values that are its literals (authorization.md 2.1, 2.4). */
function isSound(text: string, kind: DocumentKind, { principal }: Rule): boolean {
  try {
    const policy = parsePolicy(text, principal === "required" ? "key" : "identity");
    return documentFault(text, policy, { literals: kind === "session" ? "binary" : "all" }) !== "malformed";
  } catch (error) {
    if (error instanceof KmsError) return false;
    throw error;
  }
}

const ELEMENTS: ReadonlySet<string> = new Set(
  "Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition".split(" "),
);

function checkStatement(
  statement: JsonObject,
  kind: DocumentKind,
  rule: Rule,
  rows: Reads,
  fail: (sentence: string) => Refused,
): void {
  if (Object.keys(statement).some((name) => !ELEMENTS.has(name))) throw fail("Syntax errors in policy.");
  const { effect, sid, condition } = {
    effect: member(statement, "Effect"),
    sid: member(statement, "Sid"),
    condition: member(statement, "Condition"),
  };
  if (effect !== "Allow" && effect !== "Deny") throw fail("Syntax errors in policy.");
  if (sid !== undefined && typeof sid !== "string") throw fail("Syntax errors in policy.");
  // A key policy's may have spaces (authorization.md 2.7, 13).
  if (rule.code === IAM && sid !== undefined && !/^[0-9A-Za-z]*$/.test(sid))
    throw fail(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  if (condition !== undefined && !isObject(condition)) throw fail("Syntax errors in policy.");
  const principals = one(statement, "Principal");
  const actions = one(statement, "Action");
  const resources = one(statement, "Resource");
  if (principals.length > 1 || actions.length > 1 || resources.length > 1) throw fail("Syntax errors in policy.");
  const [[, principal] = [], [actionName, action] = [], [, resource] = []] = [principals[0], actions[0], resources[0]];
  if (rule.principal === "prohibited" && principal !== undefined)
    throw fail("Policy document should not specify a principal.");
  if (rule.principal === "required" && isEmpty(principal)) throw fail("Missing required field Principal");
  if (action === undefined || isEmpty(action)) throw fail("Policy statement must contain actions.");
  if (rule.resource === "required" && isEmpty(resource)) throw fail("Policy statement must contain resources.");
  if (rule.resource === "prohibited" && resource !== undefined) throw fail("Has prohibited field Resource");
  for (const value of asList(action)) {
    if (typeof value !== "string") throw fail("Syntax errors in policy.");
    if (value !== "*" && !/^[\w-]+:[\w*?]+$/.test(value))
      throw fail("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    if (kind === "trust" && !/^(\*|sts:.+)$/i.test(value))
      throw fail("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  for (const value of asList(resource)) {
    if (typeof value !== "string") throw fail("Syntax errors in policy.");
    if (value !== "*" && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(value))
      throw fail(`Resource ${value} must be in ARN format or "*".`);
  }
  if (kind === "trust") checkPrincipals(principal, rows, fail);
  if (kind === "rcp") checkResourceControl(statement, effect, principal, actionName, action, fail);
}

/** authorization.md 1.11: Deny only, for everybody, and of named actions of a supported service. */
function checkResourceControl(
  statement: JsonObject,
  effect: "Allow" | "Deny",
  principal: JsonValue | undefined,
  actionName: string | undefined,
  action: JsonValue,
  fail: (sentence: string) => Refused,
): void {
  const everybody = principal === "*" && "Principal" in statement;
  const supported = asList(action).every(
    (value) =>
      typeof value === "string" && /^(s3|sts|kms|sqs|secretsmanager|cognito-idp|logs|dynamodb|ecr|aoss):/i.test(value),
  );
  if (effect !== "Deny" || !everybody || actionName !== "Action" || !supported) throw fail("");
}

/** A principal must exist when a trust policy that names it is saved. */
function checkPrincipals(principal: JsonValue | undefined, rows: Reads, fail: (sentence: string) => Refused): void {
  if (principal === "*") return;
  if (!isObject(principal)) throw fail("Syntax errors in policy.");
  for (const [kind, values] of Object.entries(principal)) {
    for (const value of asList(values)) {
      if (typeof value !== "string") throw fail("Syntax errors in policy.");
      const wrong = fail(`Invalid principal in policy: "${kind}":"${value}"`);
      if (kind === "Service" ? !/^[a-z0-9.-]+\.amazonaws\.com$/.test(value) : kind !== "AWS" && kind !== "Federated")
        throw wrong;
      if (kind === "AWS" && !isThere(value, rows)) throw wrong;
    }
  }
}

function isThere(value: string, rows: Reads): boolean {
  if (value === "*") return true;
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  if (account !== undefined) return rows.get("accounts", account) !== undefined;
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(value);
  if (session === null) return rows.get("principals", value) !== undefined;
  return roleNamed(rows, session[1] as string, session[2] as string) !== undefined;
}

/** Missing, or with nothing in it. */
const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** An element and its `Not…`, as far as they are there. */
const one = (statement: JsonObject, name: string): readonly (readonly [string, JsonValue])[] =>
  [name, `Not${name}`].flatMap((each) => {
    const value = member(statement, each);
    return value === undefined ? [] : [[each, value] as const];
  });

const asList = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value];

/** IAM counts no white space. */
export const sizeOf = (text: string): number => utf8Length(text.replace(/\s/g, ""));

/** AWS's quotas on documents (IAM User Guide, "IAM and STS quotas"; Organizations; STS). */
export const LIMITS = {
  user: 2_048,
  group: 5_120,
  role: 10_240,
  managed: 6_144,
  trust: 2_048,
  organization: 5_120,
} as const;
