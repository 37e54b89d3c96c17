import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

/** What a build is made from. Tests, notes and the Node server are not in it; a generated route tree follows from its routes. */
const buildInputs = [
  "src",
  "public",
  "index.html",
  "vite.config.ts",
  "package.json",
  "package-lock.json",
  "scripts/lib/sources.mjs",
];
/** What the endpoint's bundle is made from: nothing of the page. */
const endpointInputs = [
  "src/engine",
  "src/glass",
  "src/node",
  "src/wire",
  "src/words",
  "package.json",
  "package-lock.json",
];
const notBuilt = /(\.test\.tsx?|\.md|\.gen\.ts)$|^src\/node\/(?!security-policy)|^src\/engine\/testing\//;

/** The base path that the app is built for: `/`, or `/keyglass/` for a sub-folder of a host. */
export const base = `/${process.env["KEYGLASS_BASE"] ?? ""}/`.replace(/\/{2,}/g, "/");

/** The name of the build that the sources on disk would give: sixteen hex digits, other sources or another base, another name. */
export function buildId() {
  const hash = createHash("sha256").update(base);
  for (const file of buildInputs.flatMap((name) => filesUnder(name)).filter((name) => !notBuilt.test(name))) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** As `buildId`, of the endpoint's bundle. */
export function endpointBuildId() {
  const hash = createHash("sha256");
  const notBundled = /\.test\.ts$|\.md$|^src\/(engine|node)\/testing\//;
  for (const file of endpointInputs.flatMap((name) => filesUnder(name)).filter((name) => !notBundled.test(name))) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** All files under a path of the project, sorted, with forward slashes. A path that does not exist has none.
 * @param {string} name @returns {string[]} */
export function filesUnder(name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full)
    .toSorted()
    .flatMap((child) => filesUnder(`${name}/${child}`));
}
