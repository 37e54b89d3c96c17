// npm run unit: the unit tests alone. `npm run unit -- src/engine` for a folder, `npm run unit -- --watch` to stay.
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  const args = process.argv.slice(2);
  return tool("vitest", args.includes("--watch") ? args : ["run", ...args]);
});
