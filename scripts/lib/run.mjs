import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./sources.mjs";

/** Runs a program in the project's folder with its output in ours, or in a file that is open. Resolves with its exit code.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] @param {number} [output] @returns {Promise<number>} */
export function run(command, args, env = {}, output) {
  // On Windows npm is a script, which only a shell can start.
  const shell = process.platform === "win32" && command === "npm";
  return new Promise((resolve, reject) => {
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = output === undefined ? "inherit" : ["ignore", output, output];
    spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio, shell })
      .on("error", reject)
      .on("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a tool of node_modules by its entry file, without npx.
 * @param {keyof typeof tools} name @param {string[]} args @param {NodeJS.ProcessEnv} [env]
 * @param {number} [output] */
export function tool(name, args, env, output) {
  return run(process.execPath, [path.join(root, "node_modules", tools[name]), ...args], env, output);
}

const tools = {
  oxfmt: "oxfmt/bin/oxfmt",
  oxlint: "oxlint/bin/oxlint",
  playwright: "@playwright/test/cli.js",
  tsc: "typescript/bin/tsc",
  vite: "vite/bin/vite.js",
  vitest: "vitest/vitest.mjs",
};
