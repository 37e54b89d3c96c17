/**
 * The grammar of policy documents (IAM User Guide, "Grammar of the IAM JSON policy language"; authorization.md 1.4 and 2.1): which names
 * may stand where, and what kind of value each has. Asked when a document is saved; one that was saved is read as leniently as it was.
 * @NOTE AWS: that an empty list is none, of a condition's values too, is the grammar's word; KMS's sentence for it is not public.
 */
import { isObject, type JsonValue } from "#wire/json.ts";

export const isGrammatical = (document: JsonValue): boolean => fits(document, DOCUMENT);

type Test = (value: JsonValue) => boolean;
interface Shape {
  readonly members: Readonly<Record<string, Test>>;
  readonly required: readonly string[];
}

const isText: Test = (value) => typeof value === "string";
/** Numbers and booleans may stand unquoted in conditions. */
const isScalar: Test = (value) => ["string", "number", "boolean"].includes(typeof value);
const isFilled: Test = (value) => typeof value === "string" && value !== "";
/** One, or a list of at least one. */
const many =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) ? value.length > 0 && (value as readonly JsonValue[]).every(test) : test(value);
/** An object whose members have any names, all of them with such values. */
const each =
  (test: Test): Test =>
  (value) =>
    isObject(value) && Object.values(value).every((inner) => inner !== undefined && test(inner));

/** No principal at all is none that could be allowed anything: each statement names one or more. */
const isPrincipal: Test = (value) =>
  value === "*" || (isObject(value) && Object.keys(value).length > 0 && fits(value, PRINCIPAL));

const PRINCIPAL: Shape = {
  members: {
    AWS: many(isFilled),
    Service: many(isFilled),
    Federated: many(isFilled),
    CanonicalUser: many(isFilled),
  },
  required: [],
};

const STATEMENT: Shape = {
  members: {
    Sid: isText,
    Effect: (value) => value === "Allow" || value === "Deny",
    Principal: isPrincipal,
    NotPrincipal: isPrincipal,
    Action: many(isFilled),
    NotAction: many(isFilled),
    Resource: many(isFilled),
    NotResource: many(isFilled),
    Condition: each(each(many(isScalar))),
  },
  required: ["Effect"],
};

const DOCUMENT: Shape = {
  members: {
    Version: (value) => value === "2012-10-17" || value === "2008-10-17",
    Id: isText,
    Statement: many((value) => fits(value, STATEMENT)),
  },
  required: ["Statement"],
};

/** Names count their case. */
function fits(value: JsonValue, { members, required }: Shape): boolean {
  if (!isObject(value) || !required.every((name) => Object.hasOwn(value, name))) return false;
  return Object.entries(value).every(
    ([name, inner]) => inner !== undefined && Object.hasOwn(members, name) && (members[name] as Test)(inner),
  );
}
