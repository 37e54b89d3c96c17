/** Screens that are small for what they show, a projector's and a phone's: what matters is in sight without scrolling. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const sentence = (page: Page) => page.getByTestId("sentence");
const insideKms = (page: Page) => page.getByRole("region", { name: "Inside KMS" });
const changed = (page: Page) => page.locator(".envelope-changed");

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
  const sizes = await page
    .locator(".envelope-story p, .envelope-story li, .envelope-story h2, .envelope-story h3")
    .evaluateAll((things) => things.map((thing) => Number.parseFloat(getComputedStyle(thing).fontSize)));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
});

test("on a phone the sentence and its steps stay above what a step changed, and nothing moves before the first step", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page);
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await page.getByRole("button", { name: "Step through it" }).click();
  for (let beat = 2; beat <= 6; beat++) {
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page).toHaveURL(new RegExp(`beat=${beat}`));
    await expect(sentence(page)).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("navigation", { name: "Beats" })).toBeInViewport({ ratio: 1 });
    await expect(changed(page).first()).toBeInViewport({ ratio: 1 });
  }
  const above = await page.locator(".envelope-said").evaluate((said) => said.getBoundingClientRect().bottom);
  expect(above).toBeLessThan(844 / 3);
});
