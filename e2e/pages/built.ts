/** Pages for tests, never part of the product's build: built in memory, and laid at the app's own address, where its engine can be reached. */
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { build, type Plugin, type Rolldown } from "vite";
import { root } from "../../scripts/lib/sources.mjs";
import { contentSecurityPolicyHeader } from "../../src/node/security-policy.ts";

const HTML = '<!doctype html><html lang="en"><title>Test</title><script type="module" src="page.js"></script>';

/** The one script of the page `name`.ts in this folder. Nothing is written. */
export async function builtScript(name: string): Promise<string> {
  const built = (await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [oneCopy],
    logLevel: "error",
    // What the Encryption SDK takes from Node.
    define: { global: "globalThis" },
    resolve: { alias: { buffer: path.join(root, "node_modules/buffer/index.js") } },
    build: {
      write: false,
      minify: false,
      target: "chrome121",
      rolldownOptions: {
        input: path.join(root, `e2e/pages/${name}.ts`),
        output: { format: "es", codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  return built.output[0].code;
}

/** npm lays a copy of this package beside each that needs it, and what one copy made is a stranger to the others. */
const oneCopy: Plugin = {
  name: "keyglass:one-copy",
  enforce: "pre",
  resolveId(source, _importer, options) {
    if (source !== "@aws-crypto/material-management") return null;
    const owner = path.join(root, "node_modules/@aws-crypto/material-management-browser/package.json");
    return this.resolve(source, owner, { ...options, skipSelf: true });
  },
};

/** A tab with a test page, under the product's own Content-Security-Policy. */
export async function openTestPage(context: BrowserContext, script: string): Promise<Page> {
  const headers = { "content-security-policy": contentSecurityPolicyHeader() };
  await context.route("**/test-page/*", (route) =>
    route.fulfill(
      route.request().url().endsWith(".js")
        ? { headers, contentType: "text/javascript", body: script }
        : { headers, contentType: "text/html", body: HTML },
    ),
  );
  const page = await context.newPage();
  await page.goto("/test-page/index.html");
  return page;
}

/** Asks the test page, whose face is its `testPage`. */
export async function asked<F, M extends keyof F & string>(
  page: Page,
  method: M,
  ...args: F[M] extends (...args: infer A) => unknown ? A : never
): Promise<F[M] extends (...args: never) => Promise<infer R> ? R : never> {
  const answer = await page.evaluate(
    ([method, args]) => {
      const { testPage } = globalThis as unknown as { testPage: Record<string, (...args: unknown[]) => unknown> };
      return testPage[method]?.(...args);
    },
    [method, args as unknown[]] as const,
  );
  return answer as never;
}
