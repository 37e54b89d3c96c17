/** The pages of benches (bench/pages): a small build of their own around the real sources, never part of the product's build. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser, type Page } from "@playwright/test";
import { build, preview } from "vite";
import type { Bench } from "./bench.ts";

const BUILD = ".cache/bench-pages";
let served: Promise<{ address: string; close: () => Promise<void> }> | null = null;

/** Builds and serves bench/pages, once a run. */
export function servePages(bench: Bench): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  served ??= serve(bench.root);
  return served;
}

async function serve(root: string): Promise<{ address: string; close: () => Promise<void> }> {
  const outDir = path.join(root, BUILD);
  mkdirSync(outDir, { recursive: true });
  const settings = { root: path.join(root, "bench/pages"), configFile: false as const, logLevel: "warn" as const };
  await build({
    ...settings,
    define: { __BUILD_ID__: JSON.stringify("bench") },
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: ["chrome121"], assetsInlineLimit: 0, minify: false },
  });
  const server = await preview({ ...settings, build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("The bench pages are not served.");
  return { address, close: () => server.close() };
}

export async function launch(bench: Bench, extra: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: bench.browser, args: [...bench.browserArguments, ...extra] });
}

/** Opens bench/pages/index.html in a fresh profile; `page.evaluate` then finds the workers' faces there. */
export async function openBenchPage(bench: Bench, browser: Browser): Promise<Page> {
  const { address } = await servePages(bench);
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`  page: ${message.text()}`);
  });
  page.on("pageerror", (error) => console.error(`  page: ${error.message}`));
  await page.goto(address);
  return page;
}
