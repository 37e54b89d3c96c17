/** AWS's own sample policies: all are read, and what was read says what was written. */
import { expect, test } from "vitest";
import iam from "../testing/data/aws-iam-policies.json" with { type: "json" };
import kms from "../testing/data/aws-kms-policies.json" with { type: "json" };
import { parsePolicy, type ListElement, type Policy, type PrincipalElement, type Statement } from "./policy.ts";
import { documentFault } from "./validate.ts";

type Json = Readonly<Record<string, unknown>>;

const list = (name: string, element: ListElement | null): Json =>
  element === null ? {} : { [`${element.not ? "Not" : ""}${name}`]: element.values };

function principal(element: PrincipalElement | null): Json {
  if (element === null) return {};
  const { not, everybody, aws, services, others } = element;
  const named = {
    ...(aws.length > 0 ? { AWS: aws } : {}),
    ...(services.length > 0 ? { Service: services } : {}),
    ...others,
  };
  return { [not ? "NotPrincipal" : "Principal"]: everybody ? "*" : named };
}

function written({ sid, effect, principal: who, action, resource, conditions }: Statement): Json {
  const Condition: Record<string, Record<string, unknown>> = {};
  for (const { operator, key, values } of conditions) (Condition[operator] ??= {})[key] = values;
  return {
    ...(sid === null ? {} : { Sid: sid }),
    Effect: effect,
    ...principal(who),
    ...list("Action", action),
    ...list("Resource", resource),
    ...(conditions.length === 0 ? {} : { Condition }),
  };
}

const documentOf = ({ id, version, statements }: Policy): Json => ({
  Version: version,
  ...(id === null ? {} : { Id: id }),
  Statement: statements.map(written),
});

/** One or many become many, and what may stand unquoted is quoted. */
function plain(value: unknown, member = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        MANY.test(name) || member === "keys" ? many(each) : deeper(name, each),
      ]),
    );
  return typeof value === "string" ? value : String(value);
}
const MANY = /^(?:Not)?(?:Action|Resource)$|^(?:AWS|Service|Federated)$/;
const many = (value: unknown): unknown[] => [value].flat().map(String);
const deeper = (name: string, value: unknown): unknown =>
  name === "Condition"
    ? Object.fromEntries(Object.entries(value as Json).map(([operator, keys]) => [operator, plain(keys, "keys")]))
    : plain(value);

const samples = [...kms.policies, ...iam.policies].map(({ page, anchor, kind, policy }, n) => {
  const whole = policy as Json;
  const document =
    kind === "document"
      ? { Version: "2008-10-17", ...whole, Statement: [whole["Statement"]].flat() }
      : { Version: "2012-10-17", Statement: [whole] };
  return [`${page}#${anchor} ${n}`, document as { readonly Statement: readonly Json[] }] as const;
});

test("there are 438", () => {
  expect(samples).toHaveLength(438);
});

test.each(samples)("%s", (_, document) => {
  const names = document.Statement.some((statement) => "Principal" in statement || "NotPrincipal" in statement);
  const policy = parsePolicy(JSON.stringify(document), names ? "key" : "identity");
  expect(documentOf(policy)).toEqual(plain(document));
  expect(documentFault(JSON.stringify(document), policy)).not.toBe("malformed");
});
