// npm run check: what can be known without a build or a browser in about a minute. Drills are left to `npm test`.
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { runSteps, steps, unitTests } from "./lib/steps.mjs";

await main(async () => {
  await ensureInstalled();
  await runSteps([steps.types, steps.lint, steps.format, unitTests(["--exclude=**/*.drill.test.ts"])]);
});
