import { TWO_WAYS } from "../src/engine/testing/two-ways.ts";
import { expect, test } from "./fixtures.ts";
import { asked, builtScript, openTestPage } from "./pages/built.ts";
import type { TestPage } from "./pages/post-quantum.ts";

let script: Promise<string> | null = null;

for (const { spec, name } of TWO_WAYS)
  test(`${spec} is the same to the browser's own WebCrypto and to noble`, async ({ context }) => {
    const page = await openTestPage(context, await (script ??= builtScript("post-quantum")));
    const found = await asked<TestPage, "compare">(page, "compare", spec);
    test.skip(found === null, `This browser's WebCrypto has no ${name}.`);
    expect(found).toEqual([]);
  });
