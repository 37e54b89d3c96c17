import { expect, test } from "vitest";
import { createTestEngine } from "../testing/engine.ts";

test("the page can complete every action, its condition keys and the operators from the evaluator's own tables", async () => {
  const { engine } = await createTestEngine();
  const { actions, conditionKeys, operators } = await engine.glass.policyVocabulary();
  expect(actions).toContainEqual({ action: "kms:Decrypt", crossAccount: true });
  const some = [
    "kms:ViaService",
    "kms:EncryptionContext:",
    "aws:SourceVpc",
    "aws:Ec2InstanceSourceVpc",
    "aws:PrincipalTag/",
  ];
  expect(conditionKeys).toEqual(expect.arrayContaining(some));
  expect(new Set(conditionKeys).size).toBe(conditionKeys.length);
  expect(operators).toEqual(expect.arrayContaining(["StringEquals", "Bool", "Null", "ArnLike"]));
});
