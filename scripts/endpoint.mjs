// npm run endpoint: KMS on a port of this machine, for the AWS CLI and any SDK. `npm run endpoint -- --help` lists the options.
import { pathToFileURL } from "node:url";
import { main } from "./lib/main.mjs";
import { ensureEndpointBuilt, ensureInstalled } from "./lib/prepare.mjs";

await main(async () => {
  await ensureInstalled();
  const { run } = await import(pathToFileURL(await ensureEndpointBuilt()).href);
  await run(process.argv.slice(2));
});
