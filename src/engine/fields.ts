/**
 * The members of operations as declared facts: type, constraint, secrecy. Reading one turns wire JSON into a value, throws
 * SerializationException for a wrong JSON type and collects constraint violations in AWS's words. Limits: kms-api.md 1.3.
 */
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { FieldView } from "#glass/views.ts";
import { serialization, unsupported, validation, violations as refused } from "./errors.ts";
import { MESSAGE_TYPES } from "./keys/messages.ts";
import type { KeySpec } from "./keys/rows.ts";
import { CUSTOMER_MASTER_KEY_SPECS, KEY_SPECS, KEY_USAGES, type KeySpecName } from "./keys/specs.ts";

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
        // Half a surrogate pair has no UTF-8, so two such contexts could not be told apart.
        else if (!name.isWellFormed() || !text.isWellFormed()) throw serialization("Invalid UTF-8 in a string.");
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

/* ---- members that several operations share ---- */

export const keyId = string({ min: 1, max: 2048 });
export const context = optional(stringMap());
export const grantTokens = optional(list(string({ min: 1, max: 8192 }), { min: 0, max: 10 }));
export const flag = optional(boolean());
/** Page length: the service's own bound, and what it takes when the caller leaves it out. */
export const limit = (max: number, otherwise: number): Field<number> => optional(integer(1, max), otherwise);
export const marker = optional(string({ min: 1, max: 1024, pattern: "[\\u0020-\\u00FF]*" }));
export const keyMaterialId = string({ min: 64, max: 64, pattern: "^[a-f0-9]+$" });
export const region = string({ min: 1, max: 32, pattern: "^([a-z]+-){2,3}\\d+$" });
export const aliasName = string({ min: 1, max: 256, pattern: "^[a-zA-Z0-9:/_-]+$" });
export const description = string({ min: 0, max: 8192 });
export const policyText = string({ min: 1, max: 131072, pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" });
export const policyName = optional(string({ min: 1, max: 128, pattern: "[\\w]+" }), "default");
export const tagKey = string({ min: 1, max: 128 });
export const tags = list(structure({ TagKey: tagKey, TagValue: string({ min: 0, max: 256 }) }));
export const encryptionAlgorithm = optional(
  oneOf("SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"),
  "SYMMETRIC_DEFAULT",
);
/** Sign and Verify: the order of AWS's own refusals (measured). */
export const signingAlgorithm = oneOf(
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "ECDSA_SHA_256",
  "ECDSA_SHA_384",
  "ECDSA_SHA_512",
  "ED25519_SHA_512",
  "ED25519_PH_SHA_512",
  "SM2DSA",
  "ML_DSA_SHAKE_256",
);
export const message = blob(1, 4096);
export const messageType = optional(oneOf(...MESSAGE_TYPES), "RAW");
export const macAlgorithm = oneOf("HMAC_SHA_384", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_512");
export const keyAgreementAlgorithm = oneOf("ECDH");
export const encapsulationAlgorithm = oneOf("ML_KEM");
export const dataKeySpec = optional(oneOf("AES_256", "AES_128"));
export const keyPairSpec = oneOf(
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "ECC_NIST_P256",
  "ECC_NIST_P384",
  "ECC_NIST_P521",
  "ECC_SECG_P256K1",
  "SM2",
  "ECC_NIST_EDWARDS25519",
  "ML_KEM_512",
  "ML_KEM_768",
  "ML_KEM_1024",
);
export const numberOfBytes = optional(integer(1, 1024));
export const dryRunModifiers = optional(list(oneOf("IGNORE_CIPHERTEXT")));
export const recipient = optional(
  structure({
    KeyEncryptionAlgorithm: optional(oneOf("RSAES_OAEP_SHA_256")),
    AttestationDocument: optional(blob(1, 262144)),
  }),
);
export const keySpec = optional(oneOf(...KEY_SPECS));
export const customerMasterKeySpec = optional(oneOf(...CUSTOMER_MASTER_KEY_SPECS));
export const keyUsage = optional(oneOf(...KEY_USAGES));
export const origin = optional(oneOf("EXTERNAL", "AWS_CLOUDHSM", "AWS_KMS", "EXTERNAL_KEY_STORE"), "AWS_KMS");
export const keyStoreId = string({ min: 1, max: 64 });
export const customKeyStoreId = optional(keyStoreId);
export const keyStoreName = string({ min: 1, max: 256 });
export const keyStorePassword = optional(string({ min: 7, max: 32 }, "secret"));
export const clusterId = optional(string({ min: 19, max: 24, pattern: "cluster-[2-7a-zA-Z]{11,16}" }));
/** What both CreateCustomKeyStore and UpdateCustomKeyStore take of an external key store's proxy. */
export const xksProxyMembers = {
  XksProxyUriEndpoint: optional(string({ min: 10, max: 128, pattern: "^https://[a-zA-Z0-9.-]+$" })),
  XksProxyUriPath: optional(
    string({ min: 10, max: 128, pattern: "^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$" }),
  ),
  XksProxyVpcEndpointServiceName: optional(
    string({
      min: 20,
      max: 64,
      pattern: "^(com|eu)\\.amazonaws\\.vpce\\.([a-z]+-){2,3}\\d+\\.vpce-svc-[0-9a-z]+$",
    }),
  ),
  XksProxyVpcEndpointServiceOwner: optional(string({ min: 12, max: 12, pattern: "[0-9]{12}" })),
  XksProxyAuthenticationCredential: optional(
    structure(
      {
        AccessKeyId: string({ min: 20, max: 30, pattern: "^[A-Z2-7]+$" }, "secret"),
        RawSecretAccessKey: string({ min: 43, max: 64, pattern: "^[a-zA-Z0-9\\/+=]+$" }, "secret"),
      },
      "secret",
    ),
  ),
  XksProxyConnectivity: optional(oneOf("PUBLIC_ENDPOINT", "VPC_ENDPOINT_SERVICE")),
};

/* ---- rules that members keep together, for the operations' `shape` ---- */

export { interchangeable, newKeyKind } from "./keys/specs.ts";
export { newKeyStoreShape, newStoreShape, oneStoreName } from "./keystores/members.ts";

/** Length of the data key that is asked for. @throws KmsError unless exactly one member says it. */
export function dataKeyBytes(input: {
  readonly KeySpec: "AES_128" | "AES_256" | undefined;
  readonly NumberOfBytes: number | undefined;
}): number {
  const { KeySpec, NumberOfBytes } = input;
  if ((NumberOfBytes === undefined) === (KeySpec === undefined))
    throw validation("Please specify either number of bytes or key spec.");
  return NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32);
}

/** @throws KmsError UnsupportedOperationException for SM2, which exists in China only. @NOTE AWS: the sentence is that of CreateKey. */
export function dataKeyPairSpec({ KeyPairSpec }: { readonly KeyPairSpec: KeySpecName }): KeySpec {
  if (KeyPairSpec === "SM2") throw unsupported(`KeyPairSpec ${KeyPairSpec} is not supported in this Region`);
  return KeyPairSpec;
}

/**
 * A ciphertext must be there, but in a dry run that ignores it; the key must then be named (kms-api.md 1.4, 6).
 * @NOTE AWS: sentence not public since the member became optional; this is the one it had as a required member.
 */
export function needCiphertext(
  blob: Bytes | undefined,
  key: { readonly member: string; readonly given: string | undefined },
  dryRun: { readonly DryRun: boolean | undefined; readonly DryRunModifiers: readonly string[] | undefined },
): void {
  const ignored = dryRun.DryRun === true && dryRun.DryRunModifiers?.includes("IGNORE_CIPHERTEXT") === true;
  const missing = ignored
    ? key.given === undefined
      ? key.member
      : null
    : blob === undefined
      ? "ciphertextBlob"
      : null;
  if (missing !== null) throw nullMember(missing);
}

/** The refusal of a member that is missing; `member` in either spelling. */
export const nullMember = (member: string): Error =>
  refused([failed("null ", spelled(member), "Member must not be null")]);
