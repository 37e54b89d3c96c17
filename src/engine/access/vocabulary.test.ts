import { expect, test } from "vitest";
import { createTestEngine } from "../testing/engine.ts";

test("the page can complete every action, its condition keys and the operators from the evaluator's own tables", async () => {
  const { engine } = await createTestEngine();
  const { actions, operators } = await engine.glass.policyVocabulary();
  const decrypt = actions.find(({ action }) => action === "kms:Decrypt");
  expect(decrypt).toMatchObject({ crossAccount: true });
  expect(decrypt?.conditionKeys).toEqual(expect.arrayContaining(["kms:ViaService", "kms:EncryptionContext:"]));
  expect(operators).toEqual(expect.arrayContaining(["StringEquals", "Bool", "Null", "ArnLike"]));
});
