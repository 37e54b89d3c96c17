// npm test: everything, from a fresh clone. Its last line is the sum: `N passed, N failed`.
import { ensureBrowser } from "./browser.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { browserTests, runSteps, steps, toursBeside, unitTests } from "./lib/steps.mjs";

try {
  await ensureInstalled();
  await runSteps([
    { title: "Browser", run: findsBrowser },
    steps.types,
    steps.lint,
    steps.format,
    steps.build,
    steps.budget,
    ...toursBeside(unitTests()),
    browserTests(),
  ]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("\n0 passed, 1 failed");
  process.exitCode = 1;
}

async function findsBrowser() {
  console.log(await ensureBrowser());
  return { passed: 1, failed: 0 };
}
