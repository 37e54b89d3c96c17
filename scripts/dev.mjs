// npm run dev: the app with hot reload. The page's security policy is looser here than in a build.
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { tool } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  return tool("vite", process.argv.slice(2));
});
