/** authorization.md 1.4 and 2.1: whatever is no policy is refused, and none of AWS's own sample policies is. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "#wire/json.ts";
import { KmsError } from "../errors.ts";
import iam from "../testing/data/aws-iam-policies.json" with { type: "json" };
import kms from "../testing/data/aws-kms-policies.json" with { type: "json" };
import { parsePolicy } from "./policy.ts";
import { documentFault, type Fault } from "./validate.ts";

const samples = [...kms.policies, ...iam.policies].map(({ kind, policy }): Sample => {
  const whole = policy as JsonObject;
  return kind === "document"
    ? { ...whole, Statement: [whole["Statement"]].flat() as readonly JsonObject[] }
    : { Version: "2012-10-17", Statement: [whole] };
});
interface Sample extends JsonObject {
  readonly Statement: readonly JsonObject[];
}

/** As it is saved: read as what it is, a policy of a resource where its statements name principals. */
function saved(document: JsonValue): Fault | null {
  const text = JSON.stringify(document);
  try {
    return documentFault(text, parsePolicy(text, text.includes('Principal":') ? "key" : "identity"));
  } catch (error) {
    if (error instanceof KmsError && error.exception === "MalformedPolicyDocumentException") return "malformed";
    throw error;
  }
}

test("2.1 grammar: all of AWS's sample policies are grammatical", () => {
  for (const sample of samples) expect(saved(sample)).not.toBe("malformed");
});

const aSample = fc.constantFrom(...samples);
const aName = fc.string().filter((name) => !/^(?:Version|Id|Statement)$/.test(name) && name !== "__proto__");
const notText = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}));
const neither = fc.oneof(notText, fc.constant(""), fc.constant([""]), fc.constant([7]), fc.constant([["x"]]));

/** A sample with one of its statements changed. */
const withStatement = (change: (statement: JsonObject) => fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonValue> =>
  aSample.chain((sample) =>
    fc.nat(sample.Statement.length - 1).chain((at) =>
      change(sample.Statement[at] as JsonObject).map((changed) => ({
        ...sample,
        Statement: sample.Statement.map((statement, i) => (i === at ? changed : statement)),
      })),
    ),
  );

/** The statement with its element of this name, or its `Not…`, in another form. */
const element = (name: string, values: fc.Arbitrary<JsonValue>) =>
  withStatement((statement) => {
    const here = `Not${name}` in statement ? `Not${name}` : name;
    return values.map((value) => ({ ...statement, [here]: value }));
  });

const STATEMENT =
  /^(?:Sid|Effect|Principal|NotPrincipal|Action|NotAction|Resource|NotResource|Condition|Version|Id|Statement)$/;
const aPrincipalName = fc.string().filter((name) => !/^(?:AWS|Service|Federated|CanonicalUser)$/.test(name));
const condition = (values: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> =>
  values.map((value) => ({ StringEquals: { "kms:ViaService": value } }));

describe("2.1 grammar: a document is refused", () => {
  test.each<[what: string, documents: fc.Arbitrary<JsonValue>]>([
    [
      "that is no object",
      fc.oneof(notText, fc.string()).filter((value) => typeof value !== "object" || value === null),
    ],
    [
      "with an element that it does not have",
      fc
        .tuple(aSample, aName, fc.jsonValue())
        .map(([sample, name, value]) => ({ ...sample, [name]: value as JsonValue })),
    ],
    ["whose Id is no text", fc.tuple(aSample, notText).map(([sample, Id]) => ({ ...sample, Id }))],
    [
      "of another version",
      fc.tuple(aSample, fc.oneof(notText, fc.string())).map(([sample, Version]) => ({ ...sample, Version })),
    ],
    [
      "without a statement",
      fc.tuple(aSample, fc.constantFrom([], {}, "x", 7, null)).map(([s, Statement]) => ({ ...s, Statement })),
    ],
    [
      "with an element in a statement that it does not have",
      withStatement((statement) =>
        fc
          .tuple(fc.oneof(fc.constantFrom("action", "Actions", "Resources", "Conditions"), aName), fc.jsonValue())
          .filter(([name]) => !STATEMENT.test(name))
          .map(([name, value]) => ({ ...statement, [name]: value as JsonValue })),
      ),
    ],
    ["with a Sid that is no text", element("Sid", notText)],
    ["with another effect", element("Effect", fc.oneof(notText, fc.constantFrom("allow", "DENY", "")))],
    ["with an action that is none, or an empty list of them", element("Action", neither)],
    ["with a resource that is none, or an empty list of them", element("Resource", neither)],
    ["with a principal that is none", element("Principal", fc.oneof(neither, fc.constant("**")))],
    ["with an empty list of principals", element("Principal", fc.constantFrom({ AWS: [] }, { Service: [] }))],
    [
      "with a principal of a kind that there is not",
      element(
        "Principal",
        aPrincipalName.map((name) => ({ [name]: "*" })),
      ),
    ],
    [
      "with a condition that is none",
      element("Condition", fc.oneof(fc.integer(), fc.constantFrom([], "x", null, true))),
    ],
    [
      "with an operator that compares nothing",
      element("Condition", fc.constantFrom({ StringEquals: "x" }, { Bool: [] })),
    ],
    [
      "with a value of a condition that is none, or an empty list",
      element("Condition", condition(fc.constantFrom(null, {}, [], [null], [[]]))),
    ],
  ])("%s", (_, documents) => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(saved(document)).toBe("malformed");
      }),
    );
  });
});

test("2.1 grammar and 2.1 unquoted: one or many, and numbers and booleans unquoted in conditions, are taken", () => {
  const statement = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
  const with_ = (more: JsonObject): Fault | null => saved({ Statement: [{ ...statement, ...more }] });
  expect(saved({ Statement: statement })).toBeNull();
  expect(with_({ Action: ["kms:Encrypt"], Resource: ["*"], Principal: { AWS: ["*"] } })).toBeNull();
  const Condition = {
    Bool: { "aws:SecureTransport": true },
    NumericEquals: { "kms:RotationPeriodInDays": [90, "180"] },
  };
  expect(with_({ Condition })).toBeNull();
  expect(with_({ Condition: {} })).toBeNull();
});

test("2.1 grammar: no JSON at all makes anything but a policy or a refusal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const document of [
        value,
        { Version: "2012-10-17", Statement: value },
        { Statement: { Effect: "Allow", Principal: value, Condition: value } },
      ])
        expect([null, "malformed", "overly-permissive"]).toContain(saved(document as JsonValue));
    }),
  );
});
