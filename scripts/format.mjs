// npm run format: formats the repository in place.
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await ensureInstalled();
process.exitCode = await tool("oxfmt", process.argv.slice(2));
