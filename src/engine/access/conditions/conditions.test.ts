/** authorization.md 2.3 to 2.6, row by row; what is called measured there was measured on AWS. */
import { describe, expect, test } from "vitest";
import { readText } from "../text.ts";
import { readCondition, whyConditionFails } from "./condition.ts";
import { OPERATORS } from "./index.ts";

const MANY = "kms:GrantOperations";
const ONE = "kms:ViaService";

/** Whether a condition holds; `given`: the request's values of its key, absent when there are none. */
function holds(
  operator: string,
  policy: string | readonly string[],
  given: readonly string[],
  { key = ONE, others = {}, variables = true }: Partial<Around> = {},
): boolean {
  const values = new Map(
    Object.entries(others).map(([name, value]) => [name, typeof value === "string" ? [value] : value] as const),
  );
  if (given.length > 0) values.set(key.toLowerCase(), given);
  return (
    whyConditionFails(
      readCondition(operator, key, typeof policy === "string" ? [policy] : policy, variables),
      values,
      () => {},
    ) === null
  );
}

interface Around {
  readonly key: string;
  readonly others: Readonly<Record<string, string | readonly string[]>>;
  readonly variables: boolean;
}

describe("a key of many values, with the policy's one value: team (2.5)", () => {
  const [Y, N] = [true, false];
  test.each<[id: string, none: boolean, team: boolean, env: boolean, both: boolean]>([
    ["2.5 StringEquals", N, N, N, N],
    ["2.5 StringNotEquals", Y, N, N, N],
    ["2.5 StringEqualsIfExists", Y, N, N, N],
    ["2.5 StringNotEqualsIfExists", Y, N, N, N],
    ["2.5 ForAnyValue:StringEquals", N, Y, N, Y],
    ["2.5 ForAllValues:StringEquals", Y, Y, N, N],
    ["2.5 ForAnyValue:StringNotEquals", N, N, Y, Y],
    ["2.5 ForAllValues:StringNotEquals", Y, N, Y, N],
  ])("%s", (id, ...expected) => {
    const operator = id.replace(/^2\.5 /, "");
    const requests = [[], ["team"], ["env"], ["team", "env"]];
    expect(requests.map((given) => holds(operator, "team", given, { key: MANY }))).toEqual(expected);
  });

  test("2.5 single-valued: an empty text in a key of one value is a value: ForAllValues is not vacuous", () => {
    expect(holds("ForAllValues:StringEquals", "capture", [""])).toBe(false);
  });
});

describe("how conditions are put together (2.3)", () => {
  test("2.3 values OR: the policy's values are alternatives", () => {
    expect(holds("StringEquals", ["a", "b"], ["b"])).toBe(true);
  });
  test("2.3 values NOR: under a negated operator none of them may match", () => {
    expect(holds("StringNotEquals", ["a", "b"], ["b"])).toBe(false);
    expect(holds("StringNotEquals", ["a", "b"], ["c"])).toBe(true);
  });
  test("2.3 missing key: a missing key fails the positive operators and passes the negated ones", () => {
    for (const [name, { negated }] of OPERATORS) expect([name, holds(name, "1", [])]).toEqual([name, negated]);
  });
  test("2.3 missing key: IfExists passes a missing key, whatever the operator", () => {
    for (const name of OPERATORS.keys()) expect([name, holds(`${name}IfExists`, "1", [])]).toEqual([name, true]);
  });
  test("names of keys have no case, values have", () => {
    expect(holds("StringEquals", "a", ["a"], { key: "KMS:viaSERVICE" })).toBe(true);
    expect(holds("StringEquals", "a", ["A"])).toBe(false);
  });
  test("an operator that does not exist holds for nothing", () => {
    for (const name of ["StringMatches", "NullIfExists", "ForAnyValue:Null", "ForSome:StringEquals"])
      expect(readCondition(name, ONE, ["a"], true).test).toBeNull();
  });
  test("what did not hold says the operator, the key, both sides, and whether the key was there", () => {
    const condition = readCondition("StringEquals", "kms:EncryptionContext:Dept", ["Finance"], true);
    expect(whyConditionFails(condition, new Map(), () => {})).toEqual({
      element: "condition",
      operator: "StringEquals",
      key: "kms:EncryptionContext:Dept",
      request: [],
      policy: ["Finance"],
      missing: true,
    });
  });
});

describe("operators, exactly (2.4)", () => {
  type Row = [what: string, operator: string, policy: string | readonly string[], given: string, holds: boolean];
  const rows = (list: readonly Row[]): void => {
    test.each(list)("%s: %s %j on %j is %s", (_, operator, policy, given, expected) => {
      expect(holds(operator, policy, [given])).toBe(expected);
    });
  };
  describe("2.4 String", () => {
    rows([
      ["compares with case", "StringEquals", "Team", "team", false],
      ["takes a star literally", "StringEquals", "te*", "team", false],
      ["takes a star literally", "StringEquals", "te*", "te*", true],
      ["IgnoreCase compares without", "StringEqualsIgnoreCase", "Team", "tEAM", true],
      ["IgnoreCase, negated", "StringNotEqualsIgnoreCase", "Team", "tEAM", false],
      ["Like: a star crosses slashes, colons and lines", "StringLike", "a*z", "a/b:c\nz", true],
      ["Like: a question mark is one UTF-16 unit", "StringLike", "?", "é", true],
      ["Like: a question mark is one UTF-16 unit", "StringLike", "?", "😀", false],
      ["Like: a question mark is one UTF-16 unit", "StringLike", "??", "😀", true],
      ["NotLike", "StringNotLike", ["a*", "b*"], "bc", false],
      ["NotLike", "StringNotLike", ["a*", "b*"], "cb", true],
    ]);
  });
  describe("2.4 Numeric", () => {
    rows([
      ["is exact", "NumericEquals", "9007199254740993", "9007199254740992", false],
      ...["01", "+1", "1.0", "1e0", "10e-1", "1."].map((one): Row => [
        "all of these are one",
        "NumericEquals",
        one,
        "1",
        true,
      ]),
      ["zero has no sign", "NumericEquals", "-0.0", "0", true],
      ["orders negatives", "NumericLessThan", "-1", "-2", true],
      ["orders by magnitude", "NumericGreaterThan", "9.99", "10", true],
      ["orders fractions", "NumericLessThan", "0.1", "0.09", true],
      ["at most", "NumericLessThanEquals", "30", "30.0", true],
      ["at least", "NumericGreaterThanEquals", "30", "29.999", false],
      ["huge exponents", "NumericGreaterThan", "1e999999", "1e1000000", true],
      ...["NaN", "Infinity", "", "1 ", "0x1"].flatMap((text): Row[] => [
        ["what is no number equals none", "NumericEquals", "1", text, false],
        ["what is no number is unlike all", "NumericNotEquals", "1", text, true],
        ["what is no number is not less", "NumericLessThan", "1", text, false],
      ]),
    ]);
    test("AWS's example for kms:ValidTo: seconds with a fraction", () => {
      expect(holds("NumericLessThanEquals", "1546257599.0", ["1546257599"])).toBe(true);
    });
  });
  describe("2.4 Date", () => {
    rows([
      ["a date alone is its midnight", "DateEquals", "2026-11-23", "2026-11-23T00:00:00Z", true],
      ["no zone means UTC", "DateEquals", "2026-11-23T12:00:00", "2026-11-23T12:00:00Z", true],
      ["zones count", "DateEquals", "2026-11-23T13:00:00+01:00", "2026-11-23T12:00:00Z", true],
      [
        "fractions count to the millisecond",
        "DateEquals",
        "2026-11-23T12:00:00.1239Z",
        "2026-11-23T12:00:00.123Z",
        true,
      ],
      ["seconds since 1970", "DateEquals", "+1795435200", "2026-11-23T12:00:00Z", true],
      ["before", "DateLessThan", "2026-11-24", "2026-11-23T23:59:59Z", true],
      ["not before", "DateGreaterThanEquals", "2026-11-24", "2026-11-23T23:59:59Z", false],
      ["what is no date equals none", "DateEquals", "2026-11-23", "tomorrow", false],
      ["what is no date is unlike all", "DateNotEquals", "2026-11-23", "tomorrow", true],
      ["30 February is no date", "DateNotEquals", "2026-03-02", "2026-02-30", true],
    ]);
  });
  describe("2.4 Bool", () => {
    rows([
      ["true in any case", "Bool", "TRUE", "True", true],
      ...["", "yes", "1", "false"].map((text): Row => ["everything else is false", "Bool", "false", text, true]),
      ["everything else is false", "Bool", "true", "yes", false],
      ["everything else is false, in the policy too", "Bool", "no", "false", true],
    ]);
    test("an absent key matches neither", () => {
      expect([holds("Bool", "false", []), holds("Bool", "true", [])]).toEqual([false, false]);
    });
  });
  describe("2.4 Null", () => {
    test("true is for an absent key; an empty text is there", () => {
      expect([holds("Null", "true", []), holds("Null", "true", [""]), holds("Null", "false", [""])]).toEqual([
        true,
        false,
        true,
      ]);
      expect(holds("Null", "false", ["a"], { key: MANY })).toBe(true);
    });
  });
  describe("2.4 BinaryEquals", () => {
    rows([
      ["compares the texts", "BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
      ["decodes nothing: the same byte, written otherwise", "BinaryEquals", "QQ==", "QR==", false],
    ]);
  });
  describe("2.4 IpAddress", () => {
    rows([
      ["in a network", "IpAddress", "203.0.113.0/24", "203.0.113.9", true],
      ["not in it", "NotIpAddress", "203.0.113.0/24", "203.0.113.9", false],
      ["one address", "IpAddress", "203.0.113.9", "203.0.113.9", true],
      ["leading zeros", "IpAddress", "203.0.113.9", "203.000.113.009", true],
      ["version 6", "IpAddress", "2001:db8::/32", "2001:DB8:1::1", true],
      ["v4 inside v6 is v4", "IpAddress", "203.0.113.0/24", "::ffff:203.0.113.9", true],
      ["v6 is not v4", "IpAddress", "0.0.0.0/0", "2001:db8::1", false],
      ["bits behind the prefix of v6", "IpAddress", "2001:db8::1/32", "2001:db8::1", false],
      ...["203.0.113.9/32", "garbage", "300.1.1.1", "1:2:3", ":::"].flatMap((text): Row[] => [
        ["what is no address is in none", "IpAddress", "0.0.0.0/0", text, false],
        ["and not outside either", "NotIpAddress", "10.0.0.0/8", text, false],
      ]),
    ]);
  });
  describe("2.4 Arn", () => {
    const role = "arn:aws:iam::111122223333:role/ops/App";
    rows([
      ["Equals is Like", "ArnEquals", "arn:aws:iam::*:role/*", role, true],
      ["a star stops at a colon", "ArnLike", "arn:aws:iam:*:role/ops/App", role, false],
      ["where StringLike's does not", "StringLike", "arn:aws:iam:*:role/ops/App", role, true],
      [
        "the sixth part keeps its colons",
        "ArnLike",
        "arn:aws:sns:us-east-1:1:a:*",
        "arn:aws:sns:us-east-1:1:a:b:c",
        true,
      ],
      ["NotLike", "ArnNotLike", "arn:aws:iam::*:role/*", role, false],
      ["what is no ARN matches neither", "ArnLike", "arn:aws:iam::*:role/*", "App", false],
      ["what is no ARN matches neither", "ArnNotLike", "arn:aws:iam::*:role/*", "App", false],
      ["what is no ARN matches neither", "ArnNotEquals", "arn:aws:iam::*:role/*", "App", false],
    ]);
  });
});

describe("policy variables (2.6)", () => {
  const tag = { others: { "aws:principaltag/project": "Alpha" } };
  const project = "${aws:PrincipalTag/Project}";
  test("are filled in from the request", () => {
    expect(holds("StringEquals", project, ["Alpha"], tag)).toBe(true);
    expect(holds("StringLike", `${project}-*`, ["Alpha-1"], tag)).toBe(true);
    expect(holds("ArnLike", `arn:aws:iam::1:role/${project}/*`, ["arn:aws:iam::1:role/Alpha/x"], tag)).toBe(true);
  });
  test("2.6 unresolved: without a value, the positive operator fails and the negated one holds", () => {
    expect([holds("StringEquals", project, ["Alpha"]), holds("StringNotEquals", project, ["Alpha"])]).toEqual([
      false,
      true,
    ]);
    expect([holds("StringLike", project, [""]), holds("StringNotLike", project, [""])]).toEqual([false, true]);
  });
  test("2.6 default: take a default", () => {
    expect(holds("StringEquals", "${aws:PrincipalTag/Project, 'none'}", ["none"])).toBe(true);
    expect(holds("StringEquals", "${aws:PrincipalTag/Project, 'none'}", ["none"], tag)).toBe(false);
  });
  test("2.6 version: mean nothing in a document of 2008", () => {
    expect(holds("StringEquals", project, ["Alpha"], { ...tag, variables: false })).toBe(false);
    expect(holds("StringEquals", project, [project], { ...tag, variables: false })).toBe(true);
  });
  test("2.6 literals: write the characters that mean something otherwise", () => {
    expect(holds("StringLike", "a${*}b${?}${$}", ["a*b?$"])).toBe(true);
    expect(holds("StringLike", "a${*}b", ["axb"])).toBe(false);
  });
  test("one that never ends is read in one pass, however many blanks it has", () => {
    const endless = `\${${" ".repeat(30_000)}`;
    expect(readText(endless, { variables: true })).toEqual([endless]);
    expect(readText("${ aws:username , 'nobody' }", { variables: true })).toEqual([
      { variable: "aws:username", otherwise: "nobody" },
    ]);
  });
  test("2.6 wildcards: a star that came in by one is a star (our reading)", () => {
    const others = { "aws:principaltag/project": "*" };
    expect(holds("StringLike", project, ["Alpha"], { others })).toBe(false);
    expect(holds("StringLike", project, ["*"], { others })).toBe(true);
  });
  test("2.6 many values: a key of many values is none", () => {
    const others = { "aws:tagkeys": ["Alpha"] };
    expect(holds("StringEquals", "${aws:TagKeys}", ["Alpha"], { others })).toBe(false);
    expect(holds("StringNotEquals", "${aws:TagKeys}", ["Alpha"], { others })).toBe(true);
  });
  test("2.6 where: are not for numbers, dates, addresses", () => {
    expect(holds("NumericEquals", "${aws:EpochTime}", ["1"], { others: { "aws:epochtime": "1" } })).toBe(false);
  });
});

test("2.4 literals: a value that is no literal of its operator is known as such", () => {
  const malformed = (operator: string, ...values: string[]) => readCondition(operator, ONE, values, true).malformed;
  expect(malformed("NumericEquals", "1", "one")).toEqual(["one"]);
  expect(malformed("DateLessThan", "soon")).toEqual(["soon"]);
  expect(malformed("IpAddress", "10.0.0.0/33", "10.0.0.0/8")).toEqual(["10.0.0.0/33"]);
  expect(malformed("ArnLike", "role/App", "arn:aws:iam::1:role/${aws:username}")).toEqual(["role/App"]);
  expect(malformed("BinaryEquals", "QQ=", "QQ==")).toEqual(["QQ="]);
  expect(malformed("StringEquals", "anything")).toEqual([]);
});
