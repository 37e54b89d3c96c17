/** What a grant allows, told like a document of one statement. authorization.md 1.7. */
import type { DocumentVerdict, WhyNot } from "#glass/trace.ts";
import type { ContextPairs } from "../keys/rows.ts";
import { standing } from "./parties.ts";
import { PERMISSIONS } from "./permissions.ts";
import type { AccessQuestion, GrantFacts } from "./question.ts";

/** Of these neither kind of encryption context constraint is asked. */
const WITHOUT_CONTEXT: ReadonlySet<string> = new Set(["DescribeKey", "RetireGrant"]);
const WITHOUT_SOURCE: ReadonlySet<string> = new Set(["RetireGrant"]);

export function judgeGrant(facts: GrantFacts, question: AccessQuestion): DocumentVerdict {
  const { grant, ending } = facts;
  const whyNot = why(facts, question);
  const matched = whyNot === null;
  const via = matched ? standing(grant.grantee, question.caller) : null;
  return {
    layer: "grant",
    name: grant.name ?? grant.grantId,
    owner: question.resource,
    version: 1,
    verdict: !matched ? "silent" : via === "account" ? "delegates" : "allow",
    statements: [{ index: 0, sid: null, effect: "Allow", matched, via, whyNot }],
    ...(ending === undefined ? {} : { ending }),
  };
}

function why({ grant, live, knownAt }: GrantFacts, question: AccessQuestion): WhyNot | null {
  const { caller, action, child } = question;
  if (standing(grant.grantee, caller) === null)
    return {
      element: "principal",
      request: caller.arn,
      policy: ["service" in grant.grantee ? grant.grantee.service : grant.grantee.arn],
    };
  const operation = action.replace(/^kms:/, "");
  const unlisted: WhyNot = {
    element: "action",
    request: action,
    policy: grant.operations.map((name) => `kms:${name}`),
  };
  if (!grant.operations.includes(operation) || PERMISSIONS.get(action)?.grantable !== true) return unlisted;
  if (live === null) return { element: "not-yet-known", at: knownAt };
  // A child grant may do nothing that its parent may not (D1, D2: parents do not add up).
  if (child !== null) {
    const beyond = child.operations.find((name) => !grant.operations.includes(name));
    if (beyond !== undefined) return { ...unlisted, request: `kms:${beyond}` };
    return strictness(grant.constraints, child.constraints);
  }
  return constraint(grant.constraints, operation, question);
}

type Constraints = GrantFacts["grant"]["constraints"];

function constraint(
  constraints: Constraints,
  operation: string,
  { encryptionContext, sourceArn }: AccessQuestion,
): WhyNot | null {
  if (constraints === null) return null;
  const { equals, subset, sourceArn: source } = constraints;
  if (source !== null && !WITHOUT_SOURCE.has(operation) && sourceArn !== source)
    return fault("SourceArn", "aws:SourceArn", source, sourceArn);
  if (WITHOUT_CONTEXT.has(operation)) return null;
  const given = encryptionContext();
  if (subset !== null) return missingPair("EncryptionContextSubset", subset, given);
  if (equals !== null) return missingPair("EncryptionContextEquals", equals, given) ?? extraPair(equals, given);
  return null;
}

/** A child's constraint must be at least as strict as its parent's. */
function strictness(parent: Constraints, child: Constraints): WhyNot | null {
  const { equals = null, subset = null, sourceArn = null } = parent ?? {};
  if (sourceArn !== null && child?.sourceArn !== sourceArn)
    return fault("SourceArn", "aws:SourceArn", sourceArn, child?.sourceArn ?? null);
  if (subset !== null) return missingPair("EncryptionContextSubset", subset, child?.equals ?? child?.subset ?? []);
  if (equals === null) return null;
  const asked = child?.equals ?? [];
  return missingPair("EncryptionContextEquals", equals, asked) ?? extraPair(equals, asked);
}

/** Keys and values count case, order does not count. */
function missingPair(operator: string, wanted: ContextPairs, given: ContextPairs): WhyNot | null {
  const has = new Map(given);
  const lacking = wanted.find(([name, value]) => has.get(name) !== value);
  if (lacking === undefined) return null;
  const [name, value] = lacking;
  return fault(operator, `kms:EncryptionContext:${name}`, value, has.get(name) ?? null);
}

function extraPair(wanted: ContextPairs, given: ContextPairs): WhyNot | null {
  const has = new Map(wanted);
  const extra = given.find(([name]) => !has.has(name));
  if (extra === undefined) return null;
  return { ...EXTRA, key: `kms:EncryptionContext:${extra[0]}`, request: [extra[1]] };
}

const EXTRA = { element: "condition", operator: "EncryptionContextEquals", policy: [], missing: false } as const;

const fault = (operator: string, key: string, wanted: string, given: string | null): WhyNot => ({
  element: "condition",
  operator,
  key,
  request: given === null ? [] : [given],
  policy: [wanted],
  missing: given === null,
});
