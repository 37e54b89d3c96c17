import { type Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const part = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
const resting = (page: Page) => page.getByRole("button", { name: "Step through it" });

/** Chooses another principal in the top bar. */
async function sitAs(page: Page, who: string): Promise<void> {
  await part(page, "Who").click();
  await page.getByRole("button", { name: new RegExp(`^${who}`) }).click();
  await expect(part(page, "Who")).toContainText(who);
}

test("a world of one's own: made, renamed, left, deleted, while the first one stays as it was", async ({ page }) => {
  await page.goto("/calls");
  await part(page, "World").click();
  await page.getByRole("button", { name: /^New/ }).click();
  await page.getByLabel("Name of the new world").fill("Monday class");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(part(page, "World")).toContainText("Monday class");
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Rename/ }).click();
  await page.getByLabel("Name of this world").fill("Tuesday class");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(part(page, "World")).toContainText("Tuesday class");
  await page.reload();
  await expect(part(page, "World")).toContainText("Tuesday class");
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("button", { name: "Delete this world" }).click();
  await expect(part(page, "World")).toContainText("Blue and Green");
});

test("a reset world starts again, its envelopes and calls gone", async ({ page }) => {
  await page.goto("/");
  await resting(page).waitFor();
  await page.goto("/keys");
  const before = await page
    .getByRole("link", { name: /orders/ })
    .first()
    .getAttribute("href");
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Reset/ }).click();
  await page.getByRole("button", { name: "Reset this world" }).click();
  await expect
    .poll(async () =>
      page
        .getByRole("link", { name: /orders/ })
        .first()
        .getAttribute("href"),
    )
    .not.toBe(before);
});

test("who asks decides what is answered", async ({ page }) => {
  await page.goto("/");
  await resting(page).waitFor();
  await sitAs(page, "role Report");
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByText(/AccessDenied/).first()).toBeVisible();
});

test("the simulated calendar jumps a year, and says so in the top bar", async ({ page }) => {
  await page.goto("/calls");
  const year = new Date().getUTCFullYear();
  await expect(part(page, "When")).toContainText(String(year));
  await part(page, "When").click();
  await page.getByRole("button", { name: "+1 year" }).click();
  await expect(part(page, "When")).toContainText(String(year + 1));
  await page.reload();
  await expect(part(page, "When")).toContainText(String(year + 1));
});

test("what one tab does, the other sees within a second", async ({ page, context }) => {
  await page.goto("/calls");
  const other = await context.newPage();
  await other.goto("/");
  await resting(other).waitFor();
  await expect(
    page
      .getByRole("row", { name: /GenerateDataKey/ })
      .or(page.getByRole("link", { name: /GenerateDataKey/ }))
      .first(),
  ).toBeVisible({ timeout: 1000 });
});
