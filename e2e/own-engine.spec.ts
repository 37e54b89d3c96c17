import type { BrowserContext } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

/** What a page finds in WebKit: shared workers that can make keys but not keep them, or in other browsers none. */
const unfit = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    class Unfit extends EventTarget {
      readonly port: MessagePort;
      constructor() {
        super();
        const { port1, port2 } = new MessageChannel();
        this.port = port1;
        port2.postMessage({ event: "unfit" });
      }
    }
    Object.assign(globalThis, { SharedWorker: Unfit });
  });
const none = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => Object.assign(globalThis, { SharedWorker: undefined }));

for (const [what, prepare] of [
  ["cannot keep keys", unfit],
  ["are not there", none],
] as const)
  test(`where shared workers ${what}, a tab runs an engine of its own, and another tab waits for it`, async ({
    page,
    context,
  }) => {
    await prepare(context);
    await page.goto("/");
    await expect(page.getByText("lies on the disk").first()).toBeVisible();
    await page.getByRole("link", { name: "Access", exact: true }).click();
    await expect(page.getByRole("tab", { name: "Who may what" })).toBeVisible();
    const other = await context.newPage();
    await other.goto("/calls");
    await expect(other.getByText(/another tab/).first()).toBeVisible();
    await page.goto("about:blank");
    await expect(other.getByRole("link", { name: /GenerateDataKey/ }).first()).toBeVisible();
    // A page that was left, and is come back to, starts its engine anew, behind the one that has it now.
    await other.close();
    await page.goBack();
    await expect(page.getByRole("tab", { name: "Who may what" })).toBeVisible();
  });
