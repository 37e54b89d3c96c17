import { expect, test } from "vitest";
import { slips, suggestionsAt } from "./vocabulary.ts";

const vocabulary = {
  actions: [
    { action: "kms:Encrypt", crossAccount: true },
    { action: "kms:PutKeyPolicy", crossAccount: false },
  ],
  conditionKeys: ["kms:ViaService", "aws:SourceVpce"],
  operators: ["StringEquals", "Null"],
};
const app = { text: "arn:aws:iam::111122223333:role/App", detail: "role App" };
const at = (path: string[], name = false) => suggestionsAt({ path, name }, vocabulary, [app]).map(({ text }) => text);

test("each place of a policy is offered what can stand there", () => {
  expect(at([], true)).toContain("Statement");
  expect(at(["Statement"], true)).toContain("NotAction");
  expect(at(["Statement", "Action"])).toEqual([
    "kms:*",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
    "kms:Encrypt",
    "kms:PutKeyPolicy",
  ]);
  expect(at(["Statement", "Principal", "AWS"])).toEqual([app.text]);
  expect(at(["Statement", "Condition"], true)).toContain("StringEqualsIfExists");
  expect(at(["Statement", "Condition", "StringEquals"], true)).toEqual(["aws:SourceVpce", "kms:ViaService"]);
  expect(at(["Statement", "Condition", "StringEquals", "kms:ViaService"])).toEqual([]);
});

test("an action that there is not is noticed at its line, patterns that match one are not", () => {
  const text = '{\n"Action": ["kms:Encrpyt", "kms:En*",\n"kms:*"], "x": {"kms:ViaService": "s3"}}';
  expect(slips(text, vocabulary)).toEqual([{ line: 2, message: "KMS has no action kms:Encrpyt: this never matches." }]);
});
