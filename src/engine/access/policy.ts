import { isObject, member, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import { malformedPolicy } from "../errors.ts";

/** A policy document, read once: lists where the language allows one or many. */
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
  readonly condition: JsonObject | null;
}

/** `not`: NotAction, NotResource, NotPrincipal. */
export interface ListElement {
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface PrincipalElement {
  readonly not: boolean;
  /** AWS principals as written: `*`, ARNs, account ids, unique ids. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

const MALFORMED = "Policy document is malformed.";

/** @throws KmsError MalformedPolicyDocumentException for text that is no policy. */
export function parsePolicy(text: string, kind: "key" | "identity"): Policy {
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
  return {
    id: typeof id === "string" ? id : null,
    version,
    statements: list.map((each) => readStatement(each, kind)),
  };
}

function readStatement(json: JsonValue, kind: "key" | "identity"): Statement {
  if (!isObject(json)) throw malformedPolicy(MALFORMED);
  const effect = member(json, "Effect");
  const sid = member(json, "Sid");
  const condition = member(json, "Condition");
  const principal = readPrincipal(json);
  if (effect !== "Allow" && effect !== "Deny") throw malformedPolicy(MALFORMED);
  if (kind === "key" && principal === null) throw malformedPolicy(MALFORMED);
  if (sid !== undefined && typeof sid !== "string") throw malformedPolicy(MALFORMED);
  if (condition !== undefined && !isObject(condition)) throw malformedPolicy(MALFORMED);
  return {
    sid: sid ?? null,
    effect,
    principal: kind === "key" ? principal : null,
    action: readList(json, "Action"),
    resource: readList(json, "Resource"),
    condition: condition !== undefined && Object.keys(condition).length > 0 ? condition : null,
  };
}

function readList(statement: JsonObject, name: string): ListElement | null {
  const not = member(statement, `Not${name}`);
  const plain = member(statement, name);
  if (plain === undefined && not === undefined) return null;
  if (plain !== undefined && not !== undefined) throw malformedPolicy(MALFORMED);
  return { not: plain === undefined, values: texts(plain ?? not) };
}

function readPrincipal(statement: JsonObject): PrincipalElement | null {
  const not = member(statement, "NotPrincipal");
  const plain = member(statement, "Principal");
  if (plain === undefined && not === undefined) return null;
  if (plain !== undefined && not !== undefined) throw malformedPolicy(MALFORMED);
  const value = plain ?? not;
  if (value === "*") return { not: plain === undefined, aws: ["*"], services: [] };
  if (!isObject(value)) throw malformedPolicy("Policy contains a statement with one or more invalid principals.");
  const aws = member(value, "AWS");
  const services = member(value, "Service");
  return {
    not: plain === undefined,
    aws: aws === undefined ? [] : texts(aws),
    services: services === undefined ? [] : texts(services),
  };
}

function texts(value: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  if (list.length === 0 || !list.every((each): each is string => typeof each === "string"))
    throw malformedPolicy(MALFORMED);
  return list;
}

const parsed = {
  key: new Map<string, Policy>(),
  identity: new Map<string, Policy>(),
};
const PARSED_KEPT = 2_000;

/** The same text parses once: decisions are made thousands of times a second on few documents. */
export function readPolicy(text: string, kind: "key" | "identity"): Policy {
  let policy = parsed[kind].get(text);
  if (policy === undefined) {
    policy = parsePolicy(text, kind);
    if (parsed[kind].size >= PARSED_KEPT) parsed[kind].clear();
    parsed[kind].set(text, policy);
  }
  return policy;
}
