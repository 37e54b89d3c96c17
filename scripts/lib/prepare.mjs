import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run, tool } from "./run.mjs";
import { base, buildId, endpointBuildId, root } from "./sources.mjs";

/** Makes node_modules what package-lock.json says, installing only when it differs. */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Keyglass needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  if (isInstalled()) return;
  console.log("Installing the dependencies …");
  // No dependency needs an install script, so none may run one.
  if ((await run("npm", ["ci", "--ignore-scripts", "--loglevel=error"])) !== 0) throw new Error("npm ci failed.");
}

/** Builds dist/ when it is missing or was made from other sources. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  console.log("Building …");
  await build();
}

/** Builds dist/. @param {string[]} args */
export async function build(args = []) {
  if ((await tool("vite", ["build", "--logLevel=warn", ...args])) !== 0) throw new Error("The build failed.");
}

/** Builds dist-node/endpoint.js when it is missing or was made from other sources. Gives its path. */
export async function ensureEndpointBuilt() {
  const folder = path.join(root, "dist-node");
  const id = endpointBuildId();
  const mark = path.join(folder, ".build.json");
  const built = existsSync(mark) ? JSON.parse(readFileSync(mark, "utf8")).id : null;
  if (built !== id) {
    console.log("Building the endpoint …");
    await buildEndpoint(folder, id);
  }
  return path.join(folder, "endpoint.js");
}

/** Built beside and moved into place, so that two at once leave one whole bundle. @param {string} folder @param {string} id */
async function buildEndpoint(folder, id) {
  const { build: bundle } = await import("vite");
  const fresh = mkdtempSync(path.join(root, "dist-node-"));
  await bundle({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: "src/node/endpoint.main.ts",
      outDir: fresh,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: "endpoint.js" } },
    },
  });
  writeFileSync(path.join(fresh, ".build.json"), JSON.stringify({ id }));
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Somebody else's bundle of the same moment is there already.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(path.join(folder, "endpoint.js"))) throw error;
  }
}

function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
    const found = present[name];
    // An optional package may be meant for another system.
    if (found === undefined) return name === "" || optional === true;
    return found.version === version && (integrity === undefined || found.integrity === integrity);
  });
}

/** @param {string} file @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>} */
function packagesOf(file) {
  const full = path.join(root, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, "utf8")).packages : {};
}

function isBuilt() {
  const mark = path.join(root, "dist/.build.json");
  if (!existsSync(mark)) return false;
  const built = JSON.parse(readFileSync(mark, "utf8"));
  return built.id === buildId() && built.base === base;
}
