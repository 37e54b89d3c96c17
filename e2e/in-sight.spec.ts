/** Screens that are small for what they show, a projector's and a phone's: what matters is in sight without scrolling. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const sentence = (page: Page) => page.getByTestId("sentence");
const insideKms = (page: Page) => page.getByRole("region", { name: "Inside KMS" });
const changed = (page: Page) => page.locator(".envelope-changed");

const topOf = (thing: Locator): Promise<number> => thing.evaluate((element) => element.getBoundingClientRect().top);

const smallest = (page: Page, things: string): Promise<number> =>
  page
    .locator(things)
    .evaluateAll((all) => Math.min(...all.map((thing) => Number.parseFloat(getComputedStyle(thing).fontSize))));

async function visit(page: Page, address = "/"): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled({ timeout: 15_000 });
}

test("on a projector a beat's sentence and what it changed share the screen, application beside KMS, in 24 px or more", async ({
  page,
}) => {
  await page.addInitScript(() => localStorage.setItem("keyglass.theme", "presenter"));
  await page.setViewportSize({ width: 1280, height: 720 });
  await visit(page, "/?beat=1");
  for (let beat = 2; beat <= 6; beat++) {
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page).toHaveURL(new RegExp(`beat=${beat}`));
    await expect(sentence(page)).toBeInViewport({ ratio: 1 });
    await expect(insideKms(page)).toBeInViewport();
    for (const thing of await changed(page).all()) await expect(thing).toBeInViewport({ ratio: 0.8 });
  }
  expect(await smallest(page, ".envelope-story :is(p, li, h2, h3)")).toBeGreaterThanOrEqual(24);
});

test("on a projector each tab of a key and the stages of a call have half of the screen, in 24 px or more", async ({
  page,
}) => {
  await page.addInitScript(() => localStorage.setItem("keyglass.theme", "presenter"));
  await page.setViewportSize({ width: 1280, height: 720 });
  await visit(page);
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Calls" }).click();
  await page.getByRole("link", { name: "GenerateDataKey" }).click();
  expect(await topOf(page.getByRole("region", { name: "X-ray" }))).toBeLessThanOrEqual(360);
  await expect(page.getByText("Request id")).toBeHidden();
  await page.getByRole("button", { name: "More" }).click();
  await expect(page.getByText("Request id")).toBeVisible();
  await page.goto("/keys?who=111122223333:role/Admin");
  await page.getByRole("link", { name: "alias/orders" }).click();
  await expect(page.getByRole("tab")).toHaveCount(6);
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    expect(await topOf(page.getByRole("tabpanel"))).toBeLessThanOrEqual(360);
    expect(await smallest(page, "main :is(p, li, td, th, dt, dd, h2, h3, button)")).toBeGreaterThanOrEqual(24);
  }
});

test("on a phone the sentence and its steps stay above what a step changed, and nothing moves before the first step", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page);
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await page.getByRole("button", { name: "Step through it" }).click();
  await expect(page).toHaveURL(/beat=1/);
  const memory = (): Promise<number> =>
    page.locator(".envelope-memory").evaluate((zone) => zone.getBoundingClientRect().height);
  const room = await memory();
  for (let beat = 2; beat <= 6; beat++) {
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page).toHaveURL(new RegExp(`beat=${beat}`));
    await expect(sentence(page)).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("navigation", { name: "Beats" })).toBeInViewport({ ratio: 1 });
    await expect(changed(page).first()).toBeInViewport({ ratio: 1 });
    expect(await memory()).toBeCloseTo(room, 0);
  }
  const above = await page.locator(".envelope-said").evaluate((said) => said.getBoundingClientRect().bottom);
  expect(above).toBeLessThan(844 / 3);
});
