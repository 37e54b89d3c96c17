// npm run dev: the app with hot reload. The page's security policy is looser here than in a build.
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await ensureInstalled();
process.exitCode = await tool("vite", process.argv.slice(2));
