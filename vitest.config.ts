import { defineConfig } from "vitest/config";

/** Unit tests, in Node, beside the code they test. Drills are the same kind of file; `npm run drill` runs them whole. */
export default defineConfig({
  define: { __BUILD_ID__: JSON.stringify("test") },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    pool: "threads",
    maxWorkers: 2,
    // A worker reads each module once for all of its files: a third of the time. Nothing in the code is ambient, so no file can tell
    // another anything by it, but for what a test itself spies on or puts in place of a global: that is put back.
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
    // Dexie looks for a database once, when it is read.
    setupFiles: ["fake-indexeddb/auto"],
    testTimeout: process.env["KEYGLASS_DRILL"] === "whole" ? 600_000 : 60_000,
    passWithNoTests: true,
  },
});
