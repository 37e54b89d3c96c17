import { isObject, member, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import { malformedPolicy } from "../errors.ts";
import { readCondition, type Condition } from "./conditions/condition.ts";
import { readActionPattern, readResourcePattern, type Pattern } from "./patterns.ts";

/** A policy document, read once: lists where the language allows one or many, and every pattern ready to be compared. */
export interface Policy {
  readonly id: string | null;
  readonly version: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny";
  /** Null in identity policies. */
  readonly principal: PrincipalElement | null;
  /** Null when the element is missing: such a statement has no effect (authorization.md 1.4). */
  readonly action: ListElement | null;
  readonly resource: ListElement | null;
  readonly conditions: readonly Condition[];
}

/** `not`: NotAction, NotResource, NotPrincipal. */
export interface ListElement {
  readonly not: boolean;
  /** As written. */
  readonly values: readonly string[];
  readonly patterns: readonly Pattern[];
}

export interface PrincipalElement {
  readonly not: boolean;
  /** Written as the bare `"*"`, which means the same as `{"AWS": "*"}`. */
  readonly everybody: boolean;
  /** AWS principals as written: `*`, ARNs, account ids, unique ids. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
  /** Identity providers and canonical users: of trust policies and S3, never of a caller of KMS. */
  readonly others: Readonly<Record<string, readonly string[]>>;
}

/** AWS's sentence for a text that is no policy. */
export const MALFORMED = "Policy document is malformed.";

/** Whether the statements of a document name principals: `key` stands for all policies of resources. */
export type PolicyKind = "key" | "identity";

/** @throws KmsError MalformedPolicyDocumentException for text that is no policy. */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch {
    throw malformedPolicy(MALFORMED);
  }
  if (!isObject(json)) throw malformedPolicy(MALFORMED);
  const statement = member(json, "Statement");
  const list = Array.isArray(statement)
    ? (statement as readonly JsonValue[])
    : statement === undefined
      ? []
      : [statement];
  if (list.length === 0) throw malformedPolicy(MALFORMED);
  const version = member(json, "Version") ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") throw malformedPolicy(MALFORMED);
  const id = member(json, "Id");
  const variables = version === "2012-10-17";
  return {
    id: typeof id === "string" ? id : null,
    version,
    statements: list.map((each) => readStatement(each, kind, variables)),
  };
}

function readStatement(json: JsonValue, kind: PolicyKind, variables: boolean): Statement {
  if (!isObject(json)) throw malformedPolicy(MALFORMED);
  const effect = member(json, "Effect");
  const sid = member(json, "Sid");
  const principal = readPrincipal(json);
  if (effect !== "Allow" && effect !== "Deny") throw malformedPolicy(MALFORMED);
  if (kind === "key" && principal === null) throw malformedPolicy(MALFORMED);
  if (sid !== undefined && typeof sid !== "string") throw malformedPolicy(MALFORMED);
  return {
    sid: sid ?? null,
    effect,
    principal: kind === "key" ? principal : null,
    action: readList(json, "Action", readActionPattern),
    resource: readList(json, "Resource", (value) => readResourcePattern(value, variables)),
    conditions: readConditions(member(json, "Condition"), variables),
  };
}

function readList(statement: JsonObject, name: string, read: (value: string) => Pattern): ListElement | null {
  const not = member(statement, `Not${name}`);
  const plain = member(statement, name);
  if (plain === undefined && not === undefined) return null;
  if (plain !== undefined && not !== undefined) throw malformedPolicy(MALFORMED);
  const values = texts(plain ?? not);
  return { not: plain === undefined, values, patterns: values.map(read) };
}

function readPrincipal(statement: JsonObject): PrincipalElement | null {
  const not = member(statement, "NotPrincipal");
  const plain = member(statement, "Principal");
  if (plain === undefined && not === undefined) return null;
  if (plain !== undefined && not !== undefined) throw malformedPolicy(MALFORMED);
  const value = plain ?? not;
  const head = { not: plain === undefined, everybody: value === "*" };
  if (value === "*") return { ...head, aws: ["*"], services: [], others: {} };
  if (!isObject(value)) throw malformedPolicy("Policy contains a statement with one or more invalid principals.");
  const { AWS, Service, ...rest } = value;
  return {
    ...head,
    aws: AWS === undefined ? [] : texts(AWS),
    services: Service === undefined ? [] : texts(Service),
    others: Object.fromEntries(Object.entries(rest).map(([kind, values]) => [kind, texts(values)])),
  };
}

/** Numbers and booleans may stand unquoted (authorization.md 2.1). */
function readConditions(element: JsonValue | undefined, variables: boolean): readonly Condition[] {
  if (element === undefined) return [];
  if (!isObject(element)) throw malformedPolicy(MALFORMED);
  return Object.entries(element).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw malformedPolicy(MALFORMED);
    return Object.entries(keys).map(([key, value]) => readCondition(operator, key, scalars(value), variables));
  });
}

function scalars(value: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.map((each) => {
    if (typeof each === "string") return each;
    if (typeof each === "number" || typeof each === "boolean") return String(each);
    throw malformedPolicy(MALFORMED);
  });
}

function texts(value: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  if (list.length === 0 || !list.every((each): each is string => typeof each === "string"))
    throw malformedPolicy(MALFORMED);
  return list;
}

const parsed = { key: new Map<string, Policy>(), identity: new Map<string, Policy>() };
const PARSED_KEPT = 2_000;

/** The same text parses once: decisions are made thousands of times a second on few documents. */
export function readPolicy(text: string, kind: PolicyKind): Policy {
  let policy = parsed[kind].get(text);
  if (policy === undefined) {
    policy = parsePolicy(text, kind);
    if (parsed[kind].size >= PARSED_KEPT) parsed[kind].clear();
    parsed[kind].set(text, policy);
  }
  return policy;
}
