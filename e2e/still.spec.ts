/** An engine that is slow to answer: what is not known yet is not shown as nothing, and what stands stays where it is. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { delayable, slow } from "./slow.ts";

const ADMIN = "?who=111122223333:role/Admin";
/** Pixels by which a line of text may be elsewhere without anybody missing it with the pointer. */
const STILL = 8;

const dialog = (page: Page) => page.getByRole("dialog");

/** Runs in the page before its scripts: what moves on the page is noted. */
function watch(): void {
  const scope = globalThis as unknown as { moved: string[] };
  scope.moved = [];
  type Box = DOMRectReadOnly;
  type Shift = PerformanceEntry & { sources: { node: Node | null; previousRect: Box; currentRect: Box }[] };
  new PerformanceObserver((list) => {
    for (const { node, previousRect, currentRect } of (list.getEntries() as Shift[]).flatMap(({ sources }) => sources))
      scope.moved.push(
        `${Math.round(currentRect.y - previousRect.y)} ${node?.textContent?.slice(0, 60) ?? "what is gone"}`,
      );
  }).observe({ type: "layout-shift", buffered: true });
}

/** What moves up or down after an act, from when it is drawn until what it asked, and what was asked upon that, is answered. */
async function moved(page: Page, act: () => Promise<void>): Promise<readonly string[]> {
  const lag = 150;
  const moves = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved.splice(0));
  await slow(page, lag);
  await act();
  await page.waitForTimeout(lag / 3);
  await moves();
  await page.waitForTimeout(3 * lag);
  const lines = await moves();
  // The strip with the last call stands below whatever there is, on purpose.
  return lines.filter((line) => Math.abs(Number.parseInt(line, 10)) > STILL && !line.includes("Your last act as"));
}

test.beforeEach(async ({ page }) => {
  await delayable(page);
  await page.addInitScript(watch);
});

test("nothing moves up or down while the answers come in", async ({ page }) => {
  const places = page.getByRole("navigation", { name: "Places" });
  await page.goto(`/${ADMIN}`);
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled();
  for (const place of ["Keys", "Access", "World", "Calls", "Keys"]) {
    const go = () => places.getByRole("link", { name: place }).click();
    expect(await moved(page, go), place).toEqual([]);
  }
  for (const seat of ["World", "Who", "From", "Region", "When"]) {
    const look = () => page.getByRole("button", { name: new RegExp(`^${seat} `) }).click();
    expect(await moved(page, look), seat).toEqual([]);
    await page.keyboard.press("Escape");
  }
  const open = () => page.getByRole("link", { name: "alias/orders" }).click();
  expect(await moved(page, open), "a key").toEqual([]);
  for (const tab of await page.getByRole("tab").all())
    expect(await moved(page, () => tab.click()), await tab.innerText()).toEqual([]);
  await page.getByRole("tab", { name: "Calls" }).click();
  const read = () => page.getByRole("link", { name: "GenerateDataKey" }).click();
  expect(await moved(page, read), "a call").toEqual([]);
});

test("the dialog that imports again offers the same bytes from the beginning", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByRole("radio", { name: "EXTERNAL" }).check();
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Import key material" }).click();
  await dialog(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await page.getByRole("button", { name: "Delete imported material…" }).click();
  await dialog(page).getByRole("button", { name: "Delete material" }).click();
  await slow(page, 2_000);
  await page.getByRole("button", { name: "Import the same material again" }).click();
  await dialog(page).waitFor();
  const checked = dialog(page)
    .locator("label")
    .filter({ has: page.getByRole("radio", { checked: true }) });
  expect(await checked.innerText()).toMatch(/^Held already/);
});
