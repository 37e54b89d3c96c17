// npm run e2e: journeys and drills in a browser against a fresh build. Arguments go to Playwright: `npm run e2e -- smoke`.
import { main } from "./lib/main.mjs";
import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt, ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBrowser();
  await ensureBuilt();
  return tool("playwright", ["test", "--config=e2e/playwright.config.ts", ...process.argv.slice(2)]);
});
