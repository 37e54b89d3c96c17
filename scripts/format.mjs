// npm run format: formats the repository in place.
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  return tool("oxfmt", process.argv.slice(2));
});
