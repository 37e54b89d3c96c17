import { expect, test } from "vitest";
import { statementOf, type StatementChoice } from "./statement-form.ts";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const APP = "arn:aws:iam::111122223333:role/App";
const plain: StatementChoice = {
  effect: "Allow",
  principals: [APP],
  what: "decrypt",
  condition: "none",
  name: "",
  value: "",
  keyArn: KEY,
};

test("in a key policy a statement names its principals, and its resource is this key", () => {
  expect(statementOf(plain)).toEqual({
    Effect: "Allow",
    Principal: { AWS: APP },
    Action: ["kms:Decrypt", "kms:DescribeKey"],
    Resource: "*",
  });
});

test("in an IAM policy it names no principal, but the key", () => {
  expect(statementOf({ ...plain, principals: null, what: "all" })).toEqual({
    Effect: "Allow",
    Action: "kms:*",
    Resource: KEY,
  });
});

test.each([
  ["context", { StringEquals: { "kms:EncryptionContext:order": "1001" } }],
  ["via", { StringEquals: { "kms:ViaService": "1001" } }],
  ["tag", { StringEquals: { "aws:PrincipalTag/order": "1001" } }],
  ["services", { Bool: { "kms:GrantIsForAWSResource": "true" } }],
] as const)("its condition: %s", (condition, json) => {
  expect(statementOf({ ...plain, condition, name: "order", value: "1001" }).Condition).toEqual(json);
});

test("a deny strikes whoever does not fulfil the condition", () => {
  expect(statementOf({ ...plain, effect: "Deny", condition: "via", value: "s3" }).Condition).toEqual({
    StringNotEquals: { "kms:ViaService": "s3" },
  });
});
