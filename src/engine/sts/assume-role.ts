/** STS AssumeRole: what it checks, in which order, and the session that comes of it. @NOTE AWS: the order of the checks is our reading. */
import type { Decision } from "#glass/trace.ts";
import { base64, type Bytes } from "#wire/bytes.ts";
import { invokedBy, type Caller } from "../access/caller.ts";
import { evaluate } from "../access/evaluate.ts";
import { attachedTo } from "../access/gather.ts";
import { askAbout, type ContextValues, type Document } from "../access/question.ts";
import { awsPolicy } from "../world/aws-policies.ts";
import { KmsError } from "../errors.ts";
import type { Tag } from "../keys/rows.ts";
import type { Reads } from "../storage/state.ts";
import type { Vault } from "../vault/vault.ts";
import { Refused } from "../world/acts/act.ts";
import { checkDocument } from "../world/acts/documents.ts";
import { checkedTags } from "../world/acts/identities.ts";
import type { AccessKeyRow, PolicyDocument, PrincipalRow } from "../world/rows.ts";
import type { GivenCode } from "../world/mfa.ts";
import { checkBounds, invalid, NAME } from "./bounds.ts";
import { members, type Form } from "./form.ts";
import { checkSecondFactor, secondFactor } from "./second-factor.ts";

export interface AssumeRoleTools {
  readonly rows: Reads;
  readonly vault: Vault;
  /** World time, ms. */
  readonly now: number;
  random(bytes: number): Bytes;
  letters(count: number): string;
}

export interface Assumed {
  readonly role: PrincipalRow;
  readonly row: AccessKeyRow & { readonly session: NonNullable<AccessKeyRow["session"]> };
  readonly secret: string;
  readonly token: string;
  /** Percent of the room that policies and tags take. */
  readonly packed: number;
}

/** STS's bounds, in seconds (STS API Reference, AssumeRole). */
const SHORTEST = 900;
const USUAL = 3_600;
const CHAINED = 3_600;
const MOST_POLICY = 2_048;
const MOST_POLICIES = 10;

/** What is told on the way, whether the role is taken in the end or not. */
export interface AssumeRoleEars {
  decided(decision: Decision): void;
  /** A code of the caller's MFA device held: with that it is used. */
  codeHeld(code: GivenCode): void;
}

/** @throws KmsError with STS's code and sentence. */
export async function assumeRole(
  form: Form,
  caller: Caller,
  tools: AssumeRoleTools,
  hear: AssumeRoleEars,
): Promise<Assumed> {
  const { rows, now } = tools;
  const roleArn = form.get("RoleArn") ?? "";
  const name = form.get("RoleSessionName") ?? "";
  if (roleArn.length < 20 || !/^arn:aws:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalid(`${roleArn} is invalid`);
  checkBounds(name, "roleSessionName", NAME);
  const sourceIdentity = sourceIdentityIn(form, caller);
  checkSecondFactor(form);
  const tags = tagsIn(form);
  const policies = policiesIn(form, rows);
  const seconds = Number(form.get("DurationSeconds") ?? USUAL);
  if (!Number.isInteger(seconds) || seconds < SHORTEST)
    throw invalid(
      `1 validation error detected: Value '${form.get("DurationSeconds") ?? ""}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${SHORTEST}`,
    );
  if (caller.kind === "root") throw denied("Roles may not be assumed by root accounts.");
  // @NOTE AWS: services do take roles here and there; none of those that are simulated does.
  if (invokedBy(caller) !== null) throw denied(forbidden("sts:AssumeRole", caller, roleArn));

  const code = await secondFactor(form, caller, tools);
  if (code !== null) hear.codeHeld(code);
  const role = rows.get("principals", roleArn);
  const context = contextOf(form, tags, caller, { mfa: code !== null, now });
  const may = (action: string): void => {
    // A role that is not there looks like one that may not be assumed.
    const decision = role?.kind === "role" ? trustDecision(action, role, context, caller, rows) : null;
    if (decision !== null) hear.decided(decision);
    if (decision?.allowed !== true) throw denied(forbidden(action, caller, roleArn));
  };
  may("sts:AssumeRole");
  if (tags.length > 0) may("sts:TagSession");
  if (sourceIdentity !== undefined) {
    may("sts:SetSourceIdentity");
    // @NOTE AWS: denied, as the documentation has it ("Logging IAM and AWS STS API calls", role chaining); the sentence is our reading.
    if (sourceIdentity !== (caller.session?.sourceIdentity ?? sourceIdentity))
      throw denied(forbidden("sts:SetSourceIdentity", caller, roleArn));
  }
  const found = role as PrincipalRow;
  if (caller.kind === "role-session" && seconds > CHAINED)
    throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  if (seconds > found.maxSession)
    throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

  const secret = base64(tools.random(30));
  const token = base64(tools.random(96));
  const session = {
    name,
    sealedToken: await tools.vault.sealText(token),
    issued: now,
    expires: now + seconds * 1000,
    assumed: {
      by: caller.arn,
      policies,
      tags,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      // @NOTE AWS: whether a session made by one with a second factor has it too is not documented; here it has not.
      ...(code !== null && ({ mfa: true } as const)),
    },
  };
  const sealedSecret = await tools.vault.sealText(secret);
  const id = `ASIA${tools.letters(16)}`;
  const row = { id, principal: found.id, account: found.account, sealedSecret, session };
  const size = [...policies.map(({ text }) => text), ...tags.flatMap(({ TagKey, TagValue }) => [TagKey, TagValue])];
  return { role: found, row, secret, token, packed: Math.ceil(size.join("").length / ((2 * MOST_POLICY) / 100)) };
}

/**
 * The trust policy has the place that a key policy has elsewhere: it names principals and roles directly, or hands the question to an
 * account's IAM; from another account both sides must allow.
 */
function trustDecision(
  action: string,
  role: PrincipalRow,
  context: ContextValues,
  caller: Caller,
  rows: Reads,
): Decision {
  const key = { account: role.account, policy: trustDocument(role) };
  const asked = { caller, action, resource: role.id, key, crossAccountAllowed: true };
  return evaluate(askAbout({ ...asked, ...attachedTo(rows, caller), context }));
}

const documents = new WeakMap<PrincipalRow, Document>();

/** A trust policy names no resource: it is about its role. */
function trustDocument(role: PrincipalRow): Document {
  const known = documents.get(role);
  if (known !== undefined) return known;
  const trust = role.trust as PolicyDocument;
  const json = JSON.parse(trust.text) as { Statement: object | object[] };
  const Statement = [json.Statement].flat().map((statement) => ({ ...statement, Resource: "*" }));
  const text = JSON.stringify({ ...json, Statement });
  const made = { layer: "key-policy", name: trust.name, owner: role.id, version: trust.version, text } as const;
  documents.set(role, made);
  return made;
}

/** Condition keys of STS, by lower-case name (Service Authorization Reference, AWS Security Token Service). */
function contextOf(
  form: Form,
  tags: readonly Tag[],
  caller: Caller,
  { mfa, now }: { readonly mfa: boolean; readonly now: number },
): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([
    ["sts:rolesessionname", [form.get("RoleSessionName") ?? ""]],
    ["aws:principalarn", [caller.principalArn]],
    ["aws:principalaccount", [caller.account]],
    ["aws:userid", [caller.uniqueId]],
  ]);
  const { session } = caller;
  // Of a code that came with the request, or of the session that asks.
  const since = mfa ? now : session?.mfa === true ? session.issued : null;
  const given = [
    ["sts:externalid", form.get("ExternalId")],
    // What is asked for has the one name, what the caller's own session was given the other.
    ["sts:sourceidentity", form.get("SourceIdentity")],
    ["aws:sourceidentity", session?.sourceIdentity],
    ["aws:multifactorauthpresent", since === null && session === null ? undefined : String(since !== null)],
    ["aws:multifactorauthage", since === null ? undefined : String(Math.floor((now - since) / 1000))],
    ["aws:username", caller.kind === "user" ? caller.arn.slice(caller.arn.lastIndexOf("/") + 1) : undefined],
  ] as const;
  for (const [key, value] of given) if (value !== undefined) context.set(key, [value]);
  if (tags.length > 0)
    context.set(
      "aws:tagkeys",
      tags.map(({ TagKey }) => TagKey),
    );
  for (const { TagKey, TagValue } of tags) context.set(`aws:requesttag/${TagKey.toLowerCase()}`, [TagValue]);
  for (const [key, value] of caller.tags) context.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  return context;
}

/** What the session will carry: what is asked for, or what the caller's own carries already. */
function sourceIdentityIn(form: Form, caller: Caller): string | undefined {
  const given = form.get("SourceIdentity");
  if (given === undefined) return caller.session?.sourceIdentity;
  checkBounds(given, "sourceIdentity", NAME);
  return given;
}

function tagsIn(form: Form): readonly Tag[] {
  const given = members(form, "Tags").map((tag) => ({
    TagKey: tag.get("Key") ?? "",
    TagValue: tag.get("Value") ?? "",
  }));
  return inStsWords(() => checkedTags(given));
}

/** As they are now: a session keeps what its policies were when it began. */
function policiesIn(form: Form, rows: Reads): readonly PolicyDocument[] {
  const policies: PolicyDocument[] = [];
  const text = form.get("Policy");
  if (text !== undefined) {
    if (text.length > MOST_POLICY)
      throw invalid(
        `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${MOST_POLICY}`,
      );
    policies.push({ name: "Session policy", version: 1, text: inStsWords(() => checkDocument(text, "session", rows)) });
  }
  const arns = members(form, "PolicyArns").map((member) => member.get("arn") ?? "");
  if (arns.length > MOST_POLICIES) throw invalid(`A session has at most ${MOST_POLICIES} managed session policies.`);
  for (const arn of arns) {
    const row = rows.get("managedPolicies", arn);
    const document = awsPolicy(arn) ?? row?.versions.find(({ number }) => number === row.inForce);
    if (document === undefined)
      throw new KmsError("InvalidParameterValue", `Policy ${arn} does not exist or is not attachable.`);
    policies.push({ name: arn.slice(arn.lastIndexOf("/") + 1), version: row?.inForce ?? 1, text: document.text });
  }
  return policies;
}

function inStsWords<V>(check: () => V): V {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refused) throw new KmsError(error.name, error.message);
    throw error;
  }
}

const forbidden = (action: string, { arn }: Caller, roleArn: string): string =>
  `User: ${arn} is not authorized to perform: ${action} on resource: ${roleArn}`;
const denied = (sentence: string): KmsError => new KmsError("AccessDenied", sentence, 403);
