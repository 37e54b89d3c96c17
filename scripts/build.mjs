// npm run build: dist/, ready for any static host. KEYGLASS_BASE=/folder/ builds for a sub-folder of one.
import { main } from "./lib/main.mjs";
import { build, ensureInstalled } from "./lib/prepare.mjs";

await main(async () => {
  await ensureInstalled();
  await build(process.argv.slice(2));
});
