import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { askedFor, limit, weigh } from "../budget.mjs";
import { tool } from "./run.mjs";
import { build } from "./prepare.mjs";
import { root } from "./sources.mjs";

/**
 * A step of the checks runs one tool and counts what held: a runner of tests counts its tests, any other tool counts one.
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ title: string, run: () => Promise<Count> }} Step
 */

/** @type {Record<"types" | "lint" | "format" | "build" | "budget", Step>} */
export const steps = {
  types: { title: "Types", run: () => one(tool("tsc", ["-b", "--noEmit", "--pretty", "false"])) },
  lint: { title: "Lint", run: () => one(tool("oxlint", ["--deny-warnings", "--report-unused-disable-directives"])) },
  format: { title: "Format", run: () => one(tool("oxfmt", ["--check"])) },
  build: { title: "Build", run: () => one(build().then(() => 0)) },
  budget: {
    title: "Main-thread JavaScript",
    run: async () => {
      const { kilobytes } = weigh(askedFor());
      console.log(`${kilobytes.toFixed(1)} kB gz asked for by the first script, of ${limit} kB`);
      return one(kilobytes <= limit ? 0 : 1);
    },
  },
};

/** Unit and architecture tests. @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Step} */
export function unitTests(args = [], env = {}) {
  return vitestStep("Unit and architecture tests", "unit.json", args, env);
}

/**
 * Real AWS clients against the endpoint. They wait most of their time, so they set out beside another step and are told of after it.
 * @param {Step} beside @returns {Step[]}
 */
export function toursBeside(beside) {
  const log = reportFile("tours.log");
  const output = openSync(log, "w");
  const tours = vitestStep("Tours by AWS clients", "tours.json", ["--config=tours/vitest.config.ts"], {}, output);
  /** @type {Promise<Count> | undefined} */
  let touring;
  return [
    {
      title: beside.title,
      run: () => {
        touring = tours.run();
        touring.catch(() => {}); // heard in its own step
        return beside.run();
      },
    },
    {
      title: tours.title,
      run: async () => {
        try {
          return await /** @type {Promise<Count>} */ (touring);
        } finally {
          closeSync(output);
          process.stdout.write(readFileSync(log));
          rmSync(log);
        }
      },
    },
  ];
}

/** @param {string} title @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} [env] @param {number} [output] an open file
 * @returns {Step} */
function vitestStep(title, name, args, env = {}, output) {
  const report = reportFile(name);
  return {
    title,
    run: async () => {
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const code = await tool("vitest", ["run", ...reporters, ...args], env, output);
      const found = readReport(report);
      if (found === undefined) return { passed: 0, failed: 1 };
      // A file that cannot be read has no tests to fail, and an error outside of any test fails none of them.
      const broken = found.testResults.filter(
        (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
      ).length;
      return atLeastOneFailed(code, { passed: found.numPassedTests, failed: found.numFailedTests + broken });
    },
  };
}

/** Journeys and drills in a browser. @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Step} */
export function browserTests(args = [], env = {}) {
  const report = reportFile("e2e.json");
  return {
    title: "Browser tests",
    run: async () => {
      const options = ["test", "--config=e2e/playwright.config.ts", "--reporter=list,json", "--pass-with-no-tests"];
      const code = await tool("playwright", [...options, ...args], { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...env });
      const stats = readReport(report)?.stats;
      if (stats === undefined) return atLeastOneFailed(code, { passed: 0, failed: 0 });
      return atLeastOneFailed(code, { passed: stats.expected, failed: stats.unexpected + stats.flaky });
    },
  };
}

/** Runs steps in order, each under a heading with its time, and ends with one line: `N passed, N failed`.
 * @param {Step[]} list */
export async function runSteps(list) {
  const total = { passed: 0, failed: 0 };
  const summary = [];
  for (const { title, run } of list) {
    console.log(`\n── ${title} ${"─".repeat(Math.max(3, 72 - title.length))}`);
    const start = performance.now();
    const { passed, failed } = await run().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${failed === 0 ? "ok" : "FAILED"}  ${seconds} s`);
    summary.push(`${failed === 0 ? "ok    " : "FAILED"}  ${title}: ${passed} passed, ${failed} failed, ${seconds} s`);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${summary.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** @param {number | Promise<number>} code @returns {Promise<Count>} */
async function one(code) {
  return (await code) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {number} code @param {Count} count @returns {Count} */
function atLeastOneFailed(code, { passed, failed }) {
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
}

/** @param {string} name */
function reportFile(name) {
  const folder = path.join(root, ".cache");
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${process.pid}-${name}`);
}

/** @param {string} file */
function readReport(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, "utf8"));
  rmSync(file);
  return report;
}
