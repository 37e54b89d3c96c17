// npm run bench: runs bench/*.bench.ts one after another and prints what they measured. Words filter by file name;
// --json=FILE keeps the numbers. A bench exports `title` and a default function that returns rows (bench/README.md).
import { cpus } from "node:os";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { browserArguments, ensureBrowser } from "./browser.mjs";
import { ensureBuilt, ensureInstalled } from "./lib/prepare.mjs";
import { filesUnder, root } from "./lib/sources.mjs";

/**
 * @typedef {{ name: string, value: number, unit: string, atMost?: number, atLeast?: number }} Row
 * @typedef {{ root: string, browser: string, browserArguments: string[], serve: () => Promise<string> }} Bench
 */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });

await ensureInstalled();
await ensureBuilt();
const { runnerImport } = await import("vite");

/** @type {Bench} */
const bench = { root, browser: await ensureBrowser(), browserArguments, serve };
const files = filesUnder("bench")
  .filter((file) => /\.bench\.(ts|mjs)$/.test(file))
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)));

console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`);
/** @type {Record<string, Row[]>} */
const measured = {};
for (const file of files) {
  const { module } = await runnerImport(path.join(root, file), { root, logLevel: "warn" });
  const { title, default: measure } = /** @type {{ title: string, default: (bench: Bench) => Promise<Row[]> }} */ (
    module
  );
  console.log(`\n${title}`);
  measured[file] = await measure(bench);
  for (const row of measured[file]) console.log(line(row));
}
if (files.length === 0) console.log("No bench matches.");
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
process.exit(Object.values(measured).flat().every(holds) ? 0 : 1);

/** @param {Row} row */
function holds({ value, atMost = Infinity, atLeast = -Infinity }) {
  return value <= atMost && value >= atLeast;
}

/** @param {Row} row */
function line(row) {
  const goal = [row.atMost === undefined ? "" : `≤ ${row.atMost}`, row.atLeast === undefined ? "" : `≥ ${row.atLeast}`];
  const verdict = goal.join("") === "" ? "" : `${holds(row) ? "holds" : "MISSED"} ${goal.join(" ").trim()}`;
  const value = row.value.toLocaleString("en", { maximumFractionDigits: row.value < 100 ? 2 : 0 });
  return `  ${row.name.padEnd(52)} ${value.padStart(10)} ${row.unit.padEnd(8)} ${verdict}`.trimEnd();
}

/** Serves the build on a free port; the server ends with the process. */
async function serve() {
  const { module } = await runnerImport(path.join(root, "src/node/serve.ts"), { root, logLevel: "warn" });
  return /** @type {typeof import("../src/node/serve.ts")} */ (module).serve(path.join(root, "dist"), 0);
}
