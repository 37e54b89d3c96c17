// npm run drill: the failure drills at full size. `npm test` runs the same files small.
// Unit drills are src/**/*.drill.test.ts, browser drills e2e/drills/*.drill.ts; KEYGLASS_DRILL=whole tells them.
import { main } from "./lib/main.mjs";
import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt, ensureInstalled } from "./lib/prepare.mjs";
import { browserTests, runSteps, unitTests } from "./lib/steps.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBrowser();
  await ensureBuilt();
  const whole = { KEYGLASS_DRILL: "whole" };
  await runSteps([unitTests([".drill.test."], whole), browserTests(["--project=drills"], whole)]);
});
