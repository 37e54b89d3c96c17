import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./sources.mjs";

/** Runs a program in the project's folder with its output in ours. Resolves with its exit code.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<number>} */
export function run(command, args, env = {}) {
  // On Windows npm is a script, which only a shell can start.
  const shell = process.platform === "win32" && command === "npm";
  return new Promise((resolve, reject) => {
    spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit", shell })
      .on("error", reject)
      .on("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a tool of node_modules by its entry file, without npx.
 * @param {keyof typeof tools} name @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
export function tool(name, args, env) {
  return run(process.execPath, [path.join(root, "node_modules", tools[name]), ...args], env);
}

const tools = {
  oxfmt: "oxfmt/bin/oxfmt",
  oxlint: "oxlint/bin/oxlint",
  playwright: "@playwright/test/cli.js",
  tsc: "typescript/bin/tsc",
  vite: "vite/bin/vite.js",
  vitest: "vitest/vitest.mjs",
};
