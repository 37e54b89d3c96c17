/**
 * The members of operations as declared facts: type, constraint, secrecy. Reading one turns wire JSON into a value, throws
 * SerializationException for a wrong JSON type and collects constraint violations in AWS's words. Limits: kms-api.md 1.3.
 */
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { FieldView } from "#glass/views.ts";
import { serialization, violations as refused } from "./errors.ts";

export interface Field<T> {
  readonly view: FieldView;
  /** Strings: their constraints in AWS's words, as a list prints them of its items. */
  readonly rules?: readonly string[];
  /** What a list holds, and what a structure does. */
  readonly item?: Field<unknown>;
  readonly members?: Fields;
  /** `path` is AWS's: lower camel case, list places from 1. */
  read(value: JsonValue | undefined, path: string, violations: string[]): T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type InputOf<F extends Fields> = { readonly [N in keyof F]: F[N] extends Field<infer T> ? T : never };

const failed = (shown: string, path: string, rule: string): string =>
  `Value ${shown}at '${path}' failed to satisfy constraint: ${rule}`;

interface StringRules {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/** A secret text's violations name the member without its value, as blobs' do. */
export function string(rules: StringRules = {}, secrecy: "secret" | "public" = "public"): Field<string> {
  const { min, max } = rules;
  const pattern = rules.pattern === undefined ? null : new RegExp(`^(?:${rules.pattern})$`, "u");
  const matching = `Member must satisfy regular expression pattern: ${rules.pattern}`;
  return required({
    view: { type: "string", required: true, secret: secrecy === "secret", ...rules },
    rules: [
      ...(max === undefined ? [] : [shorter(max)]),
      ...(min === undefined ? [] : [longer(min)]),
      ...(pattern === null ? [] : [matching]),
    ],
    read(value, path, violations) {
      if (typeof value !== "string") throw mismatch(value, "String");
      if (!value.isWellFormed()) throw illFormed();
      const shown = secrecy === "secret" ? "" : `'${value}' `;
      if (min !== undefined && value.length < min) violations.push(failed(shown, path, longer(min)));
      if (max !== undefined && value.length > max) violations.push(failed(shown, path, shorter(max)));
      if (pattern !== null && !pattern.test(value)) violations.push(failed(shown, path, matching));
      return value;
    },
  });
}

/** One of `values`; the sentence lists them in this order, which is AWS's own where it is known. */
export function oneOf<V extends string>(...values: readonly V[]): Field<V> {
  const listed = `Member must satisfy enum value set: [${values.join(", ")}]`;
  return required({
    view: { type: "string", required: true, secret: false, values },
    rules: [listed],
    read(value, path, violations) {
      if (typeof value !== "string") throw mismatch(value, "String");
      if (!(values as readonly string[]).includes(value)) violations.push(failed(`'${value}' `, path, listed));
      return value as V;
    },
  });
}

export function integer(min: number, max: number): Field<number> {
  return required({
    view: { type: "integer", required: true, secret: false, min, max },
    read(value, path, violations) {
      if (typeof value !== "number") throw mismatch(value, "Integer");
      const whole = Math.trunc(value);
      const shown = `'${whole}' `;
      if (whole < min) violations.push(failed(shown, path, `Member must have value greater than or equal to ${min}`));
      if (whole > max) violations.push(failed(shown, path, `Member must have value less than or equal to ${max}`));
      return whole;
    },
  });
}

export function boolean(): Field<boolean> {
  return required({
    view: { type: "boolean", required: true, secret: false },
    read(value) {
      if (typeof value !== "boolean") throw mismatch(value, "Boolean");
      return value;
    },
  });
}

/** Seconds since 1970, with fractions, on the wire; ms inside. */
export function timestamp(): Field<number> {
  return required({
    view: { type: "timestamp", required: true, secret: false },
    read(value) {
      if (typeof value !== "number") throw mismatch(value, "Timestamp");
      return Math.round(value * 1000);
    },
  });
}

/** Base64 on the wire, bytes inside. Violations name the member without its value, as AWS does for blobs. */
export function blob(min: number, max: number, secrecy: "secret" | "public" = "public"): Field<Bytes> {
  return required({
    view: { type: "blob", required: true, secret: secrecy === "secret", min, max },
    read(value, path, violations) {
      if (typeof value !== "string") throw mismatch(value, "Blob");
      let bytes: Bytes;
      try {
        bytes = fromBase64(value);
      } catch {
        throw serialization("Invalid base64 encoded blob.");
      }
      if (bytes.length < min) violations.push(failed("", path, longer(min)));
      if (bytes.length > max) violations.push(failed("", path, shorter(max)));
      return bytes;
    },
  });
}

/** A list; what is wrong with a simple item is said of the list, what is wrong inside a structure of its member. */
export function list<T>(
  item: Field<T>,
  { min, max }: { readonly min?: number; readonly max?: number } = {},
): Field<readonly T[]> {
  return required({
    view: {
      type: "list",
      required: true,
      secret: false,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    },
    item,
    read(value, path, violations) {
      if (!Array.isArray(value)) throw mismatch(value, "List");
      const items = value as readonly JsonValue[];
      const shown = `'[${items.map((each) => (typeof each === "object" ? JSON.stringify(each) : String(each))).join(", ")}]' `;
      if (min !== undefined && items.length < min) violations.push(failed(shown, path, longer(min)));
      if (max !== undefined && items.length > max) violations.push(failed(shown, path, shorter(max)));
      const inside: string[] = [];
      const read = items.map((each, i) => item.read(each, `${path}.${i + 1}.member`, inside));
      // @NOTE AWS: the form with the rules of the items is recorded for its other services; our reading for KMS.
      if (item.rules === undefined) violations.push(...inside);
      else if (inside.length > 0)
        violations.push(failed(shown, path, `Member must satisfy constraint: [${item.rules.join(", ")}]`));
      return read;
    },
  });
}

/** An encryption context: names to values, both text. A Map, so that a name such as `__proto__` is only a name. */
export function stringMap(): Field<ReadonlyMap<string, string>> {
  return required({
    view: { type: "map", required: true, secret: false },
    read(value, path, violations) {
      if (!isObject(value)) throw mismatch(value, "Map");
      const map = new Map<string, string>();
      for (const [name, text] of Object.entries(value)) {
        // @NOTE AWS: sentence not public for KMS, our reading.
        if (text === null)
          violations.push(
            failed(`'{${name}=null}' `, path, "Map value must satisfy constraint: [Member must not be null]"),
          );
        else if (typeof text !== "string") throw mismatch(text, "String");
        else if (!name.isWellFormed() || !text.isWellFormed()) throw illFormed();
        else map.set(name, text);
      }
      return map;
    },
  });
}

/** `secret`: all of its members are. */
export function structure<F extends Fields>(fields: F, secrecy: "secret" | "public" = "public"): Field<InputOf<F>> {
  return required({
    view: { type: "structure", required: true, secret: secrecy === "secret" },
    members: fields,
    read(value, path, violations) {
      if (!isObject(value)) throw mismatch(value, "Structure");
      return readFields(fields, value, violations, `${path}.`);
    },
  });
}

/** May be left out; `otherwise` is then its value. */
export function optional<T>(field: Field<T>): Field<T | undefined>;
export function optional<T>(field: Field<T>, otherwise: T): Field<T>;
export function optional<T>(field: Field<T>, otherwise?: T): Field<T | undefined> {
  return {
    ...field,
    view: { ...field.view, required: false },
    read: (value, path, violations) =>
      value === undefined || value === null ? otherwise : field.read(value, path, violations),
  };
}

/** Reads the declared members; unknown ones are ignored, as AWS does. */
export function readFields<F extends Fields>(
  fields: F,
  input: JsonObject,
  violations: string[],
  prefix = "",
): InputOf<F> {
  const out: Record<string, unknown> = {};
  for (const { name, field, path } of membersOf(fields)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    out[name] = field.read(value, prefix === "" ? path : prefix + path, violations);
  }
  return out as InputOf<F>;
}

interface Member {
  readonly name: string;
  readonly field: Field<unknown>;
  /** AWS's spelling in sentences. */
  readonly path: string;
}

const spelled = (name: string): string => (name[0] ?? "").toLowerCase() + name.slice(1);

const members = new WeakMap<Fields, readonly Member[]>();

/** The declared members, listed once: every call of the operation reads them. */
function membersOf(fields: Fields): readonly Member[] {
  let listed = members.get(fields);
  if (listed === undefined) {
    listed = Object.entries(fields).map(([name, field]) => ({
      name,
      field,
      path: spelled(name),
    }));
    members.set(fields, listed);
  }
  return listed;
}

function required<T>(field: Field<T>): Field<T> {
  return {
    ...field,
    read(value, path, violations) {
      if (value !== undefined && value !== null) return field.read(value, path, violations);
      violations.push(failed("null ", path, "Member must not be null"));
      return undefined as T;
    },
  };
}

const longer = (min: number | undefined): string => `Member must have length greater than or equal to ${min}`;
const shorter = (max: number | undefined): string => `Member must have length less than or equal to ${max}`;

/** Half a surrogate pair has no UTF-8: two such contexts could not be told apart, nor two such tags by a marker. */
const illFormed = (): Error => serialization("Invalid UTF-8 in a string.");

/** The JSON front end's sentences for a value of the wrong kind (recorded for its other services; our reading for KMS). */
function mismatch(value: JsonValue | undefined, wanted: string): Error {
  if (Array.isArray(value)) return serialization("Unexpected list where not expected.");
  if (isObject(value)) return serialization("Start of structure or map found where not expected.");
  const kind =
    typeof value === "string"
      ? "STRING_VALUE"
      : typeof value === "boolean"
        ? `${String(value).toUpperCase()}_VALUE`
        : Number.isInteger(value)
          ? "NUMBER_VALUE"
          : "DECIMAL_VALUE";
  return serialization(`${kind} can not be converted to ${article(wanted)} ${wanted}`);
}

const article = (noun: string): string => (/^[AEIOU]/.test(noun) ? "an" : "a");

/** The refusal of a member that is missing; `member` in either spelling. */
export const nullMember = (member: string): Error =>
  refused([failed("null ", spelled(member), "Member must not be null")]);
