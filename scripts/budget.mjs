// How much JavaScript the main thread may fetch before the first picture rests, and what a set of scripts weighs. npm test weighs what
// the first script asks for by itself, and, in a browser (e2e/first-visit.spec.ts), what was really fetched.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { base, root } from "./lib/sources.mjs";

/** Kilobytes, of 1,000 bytes. */
export const limit = 130;

const dist = path.join(root, "dist");

/** Kilobytes of gzip -9, script by script, of the build in dist/. @param {Iterable<string>} files paths inside dist/ */
export function weigh(files) {
  const chunks = [...new Set(files)].map((file) => ({
    file,
    kilobytes: gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length / 1000,
  }));
  return { chunks, kilobytes: chunks.reduce((sum, chunk) => sum + chunk.kilobytes, 0) };
}

/** The scripts of the page's HTML, what these import later by themselves, and all that those import statically. */
export function askedFor() {
  const html = readFileSync(path.join(dist, "index.html"), "utf8");
  /** @type {Record<string, { file: string, imports?: string[], dynamicImports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(path.join(dist, ".vite/manifest.json"), "utf8"));
  const chunks = Object.values(manifest);
  const named = [...html.matchAll(/ (?:src|href)="([^"]*\.js)"/g)].map(([, address = ""]) =>
    address.slice(base.length),
  );
  const reached = new Set(named);
  for (const file of reached) {
    const { imports = [], dynamicImports = [] } = chunks.find((chunk) => chunk.file === file) ?? {};
    for (const next of [...imports, ...(named.includes(file) ? dynamicImports : [])])
      reached.add(manifest[next]?.file ?? next);
  }
  return [...reached];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { chunks, kilobytes } = weigh(askedFor());
  for (const chunk of chunks) console.log(`${chunk.kilobytes.toFixed(1).padStart(7)} kB  ${chunk.file}`);
  console.log(`${kilobytes.toFixed(1).padStart(7)} kB  of ${limit}`);
  process.exitCode = kilobytes <= limit ? 0 : 1;
}
