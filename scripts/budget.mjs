// How much JavaScript the main thread must have before the first picture: the entry and all that it imports statically.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { root } from "./lib/sources.mjs";

const limit = 130;

/** Kilobytes (1,000 bytes) of gzip -9, chunk by chunk, of the build in dist/. */
export function measureBudget() {
  const dist = path.join(root, "dist");
  /** @type {Record<string, { file: string, imports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(path.join(dist, ".vite/manifest.json"), "utf8"));
  const reached = new Set(["index.html"]);
  for (const name of reached) for (const imported of manifest[name]?.imports ?? []) reached.add(imported);
  const chunks = [...reached].map((name) => {
    const file = manifest[name]?.file ?? name;
    return { file, kilobytes: gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length / 1000 };
  });
  return { chunks, kilobytes: chunks.reduce((sum, chunk) => sum + chunk.kilobytes, 0), limit };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { chunks, kilobytes } = measureBudget();
  for (const chunk of chunks) console.log(`${chunk.kilobytes.toFixed(1).padStart(7)} kB  ${chunk.file}`);
  console.log(`${kilobytes.toFixed(1).padStart(7)} kB  of ${limit}`);
  process.exitCode = kilobytes <= limit ? 0 : 1;
}
