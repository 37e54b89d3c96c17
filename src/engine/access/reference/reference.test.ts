/**
 * Every rule of KMS authorization, of the policy language and of signatures has a test that is named after it: its title, or its row's,
 * begins with the rule's id. The rules are data (`authorization-rules.json`), those of 1.8 the rows of AWS's own tables.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import permissions from "../../testing/data/kms-authorization.json" with { type: "json" };
import rules from "../../testing/data/authorization-rules.json" with { type: "json" };

const { _source, ...sections } = rules;
const RULES: ReadonlySet<string> = new Set([
  ...Object.entries(sections).flatMap(([section, named]) => Object.keys(named).map((name) => `${section} ${name}`)),
  ...permissions.actions.map(({ action }) => action.replace(/^kms:/, "1.8 ")),
  ...permissions.conditionKeys.map(({ key }) => `1.8 on ${key.replace(/\$\{.*\}$/, "K")}`),
]);

/** Ids with which a text in quotes begins: one, or several joined by "and", up to a colon with a blank or the end of the text. */
function idsIn(source: string): string[] {
  return [...source.matchAll(/["'`]((?:1|2|5)\.\d{1,2} [^\n]*?)(?:: |["'`])/g)].flatMap(([, ids = ""]) =>
    ids.split(/ and (?=\d\.\d)/),
  );
}

const source = new URL("../../../", import.meta.url);
const idsOf = (inFiles: RegExp): ReadonlySet<string> =>
  new Set(
    readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((file) => inFiles.test(file) && !file.endsWith("reference.test.ts"))
      .flatMap((file) => idsIn(readFileSync(new URL(file, source), "utf8"))),
  );

test("titles are read: one id or several, up to the colon, and nothing that is not in quotes", () => {
  const title = 'test("1.9 kms:ViaService and 2.7 11: absent on direct calls", () => {}); // "see" 2.4 Bool';
  expect(idsIn(title)).toEqual(["1.9 kms:ViaService", "2.7 11"]);
  expect(idsIn('["1.8 Decrypt", "KP"], "version 2.1 of it"')).toEqual(["1.8 Decrypt"]);
});

test("every rule has a test that is named after it", () => {
  const named = idsOf(/\.test\.ts$/);
  expect([...RULES].filter((id) => !named.has(id))).toEqual([]);
});

test("every test of this folder that is named after a rule is named after one that there is", () => {
  const named = idsOf(/access[\\/]reference[\\/][\w-]+\.test\.ts$/);
  expect(named.size).toBeGreaterThan(100);
  expect([...named].filter((id) => !RULES.has(id))).toEqual([]);
});
