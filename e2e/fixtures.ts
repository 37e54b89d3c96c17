import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import axe from "axe-core";
import type * as Axe from "axe-core";

/**
 * Playwright's `test`, watched: a policy violation, an error on the console, an uncaught error or a request to another
 * origin fails whichever test it happens in. A test that provokes one on purpose takes it out of `complaints` itself.
 *
 * The page's policy forbids `eval`, so `page.waitForFunction` does not work here: use `expect.poll`.
 */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints: string[] = [];
      await watch(context, new URL(baseURL ?? "http://127.0.0.1").origin, complaints);
      await use(complaints);
      expect(complaints, "the page broke its policy, threw, or asked another origin").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The WCAG 2.0 to 2.2 A and AA violations of the page, one line each; a correct page gives an empty list. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Once a document: to read half a megabyte of script takes as long as the audit.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"], // what passes is not described, node by node
    });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
  });
}

async function watch(context: BrowserContext, origin: string, complaints: string[]): Promise<void> {
  await context.exposeBinding("reportPolicyViolation", (_source, violation: string) => {
    complaints.push(`policy: ${violation}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
      const { reportPolicyViolation } = globalThis as unknown as { reportPolicyViolation: (violation: string) => void };
      reportPolicyViolation(`${violatedDirective} blocked ${blockedURI} at ${sourceFile}:${lineNumber}`);
    });
  });
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} at ${message.location().url}`);
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().stack ?? String(error.error())}`));
  context.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== origin) complaints.push(`off-origin request: ${request.url()}`);
  });
}
