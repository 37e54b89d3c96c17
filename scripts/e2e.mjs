// npm run e2e: journeys and drills in a browser against a fresh build. Arguments go to Playwright: `npm run e2e -- smoke`.
import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt, ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await ensureInstalled();
await ensureBrowser();
await ensureBuilt();
process.exitCode = await tool("playwright", ["test", "--config=e2e/playwright.config.ts", ...process.argv.slice(2)]);
