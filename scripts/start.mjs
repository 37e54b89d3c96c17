// npm start: installs and builds what is missing or stale, then serves Keyglass on this machine.
import path from "node:path";
import { parseArgs } from "node:util";
import { main } from "./lib/main.mjs";
import { ensureBuilt, ensureInstalled } from "./lib/prepare.mjs";
import { base, root } from "./lib/sources.mjs";

await main(async () => {
  const { values } = parseArgs({ options: { port: { type: "string", default: process.env["PORT"] ?? "4173" } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`"${values.port}" is not a port.`);

  await ensureInstalled();
  await ensureBuilt();

  const { runnerImport } = await import("vite");
  const { module } = await runnerImport(path.join(root, "src/node/serve.ts"), { root, logLevel: "warn" });
  const { serve } = /** @type {typeof import("../src/node/serve.ts")} */ (module);
  const address = await serve(path.join(root, "dist"), port);
  console.log(`Keyglass is at ${address}${base}  (Ctrl+C stops it)`);
});
