import { defineConfig } from "vitest/config";
import { root } from "../scripts/lib/sources.mjs";

/** Real clients against the endpoint, one after another: each starts processes of its own. */
export default defineConfig({
  root,
  test: {
    environment: "node",
    include: ["tours/**/*.tour.ts"],
    pool: "threads",
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
