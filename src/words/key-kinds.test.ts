import { expect, test } from "vitest";
import { createTestEngine } from "#engine/testing/engine.ts";
import { goodFor, inOfferedOrder, purposeWords, usageChoices } from "./key-kinds.ts";
import { specWords } from "./keys.ts";

test("every spec and every usage that the engine offers has its words", async () => {
  const { engine } = await createTestEngine();
  const specs = await engine.glass.specs();
  for (const { name } of specs) {
    expect(goodFor(name), name).not.toBe("");
    expect(specWords(name), name).not.toBe(name);
  }
  const usages = new Set(specs.flatMap(({ usages }) => Object.keys(usages)));
  expect(usageChoices.toSorted()).toEqual([...usages].toSorted());
  for (const usage of usages) expect(purposeWords(usage)).not.toBe(usage);
});

test("specs are offered with the usual one first, and unknown ones last", () => {
  const offered = inOfferedOrder([{ name: "NEW" }, { name: "HMAC_512" }, { name: "HMAC_256" }]);
  expect(offered.map(({ name }) => name)).toEqual(["HMAC_256", "HMAC_512", "NEW"]);
});
