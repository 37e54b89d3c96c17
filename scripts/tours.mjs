// npm run tours: real AWS clients against the endpoint. `npm run tours -- terraform` takes one. Clients that are missing are skipped, saying so.
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  return tool("vitest", ["run", "--config=tours/vitest.config.ts", ...process.argv.slice(2)]);
});
