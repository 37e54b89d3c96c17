import { defineConfig, devices } from "@playwright/test";
import { browserArguments, findBrowser } from "../scripts/browser.mjs";
import { freePort } from "../scripts/lib/free-port.mjs";

// Every worker reads this file again, so the first reader leaves the port for the others.
const port = (process.env["KEYGLASS_E2E_PORT"] ??= String(await freePort()));
const whole = process.env["KEYGLASS_DRILL"] === "whole";
const executablePath = findBrowser();

/** Journeys of a user (`*.spec.ts`) and failure drills (`drills/*.drill.ts`), against the built app on our own server. */
export default defineConfig({
  testDir: ".",
  outputDir: "output/results",
  fullyParallel: true,
  forbidOnly: process.env["CI"] !== undefined,
  // A third one works while two wait: a twelfth less time on two cores.
  workers: 3,
  retries: 0,
  // Patience is no measure: how fast things are is the benches' matter, and a busy machine is slow.
  timeout: whole ? 600_000 : 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  webServer: {
    command: `node scripts/start.mjs --port ${port}`,
    cwd: "..",
    url: `http://127.0.0.1:${port}/`,
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 2_000 },
  },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 800 },
    launchOptions: { args: browserArguments, ...(executablePath === undefined ? {} : { executablePath }) },
    screenshot: "only-on-failure",
    // Recording costs a fifth of the time; `npm run e2e -- --trace retain-on-failure` does it for who looks for a fault.
    trace: "off",
  },
  projects: [
    { name: "journeys", testMatch: "**/*.spec.ts" },
    { name: "drills", testMatch: "drills/**/*.drill.ts" },
  ],
});
