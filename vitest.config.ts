import { defineConfig } from "vitest/config";

/** Unit tests, in Node, beside the code they test. Drills are the same kind of file; `npm run drill` runs them whole. */
export default defineConfig({
  define: { __BUILD_ID__: JSON.stringify("test") },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: process.env["KEYGLASS_DRILL"] === "whole" ? 600_000 : 60_000,
    passWithNoTests: true,
  },
});
