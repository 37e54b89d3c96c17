import { type Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { pickLargeFile } from "./large-file.ts";

const part = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
const said = (page: Page) => page.getByTestId("announcer");
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
  await expect(page.getByText("You are then in “Blue and Green”.")).toBeVisible();
  await page.getByRole("button", { name: "Delete this world" }).click();
  await expect(part(page, "World")).toContainText("Blue and Green");
  await expect(said(page)).toHaveText("Tuesday class was deleted. You are in Blue and Green now.");
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByText("No other world is left: a first one is made anew")).toBeVisible();
});

test("a key and a call stay behind with their world, and a key of another world says that it is one", async ({
  page,
  context,
}) => {
  await page.goto("/");
  await resting(page).waitFor();
  // Not by a new document: that would end the engine, and with it the last line of the log.
  await page.getByRole("navigation").getByRole("link", { name: "Keys" }).click();
  await page
    .getByRole("link", { name: /orders/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
  const key = page.url();
  await part(page, "World").click();
  await page.getByRole("button", { name: /^New/ }).click();
  await page.getByLabel("Name of the new world").fill("Monday class");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Keys" })).toBeVisible();
  await expect(page).toHaveURL(/\/keys\?/);
  await expect(said(page)).toHaveText("The world Monday class was made and is open.");

  await page.goto(`${key}?${new URL(page.url()).searchParams.toString()}`);
  await expect(page.getByRole("heading", { level: 1, name: "No such key" })).toBeVisible();
  await expect(page.getByText("A key belongs to one world, one account and one Region.")).toContainText("Monday class");
  await expect(page).toHaveTitle("No such key · Keyglass");
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.goto("/calls");
  await page.getByRole("link", { name: "GenerateDataKey" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "GenerateDataKey" })).toBeVisible();
  // Another tab resets the world: its calls are gone.
  const other = await context.newPage();
  await other.goto("/keys");
  await part(other, "World").click();
  await other.getByRole("button", { name: /^Reset/ }).click();
  await other.getByRole("button", { name: "Reset this world" }).click();
  await expect(said(other)).toHaveText("Blue and Green was reset.");
  await expect(page).toHaveURL(/\/calls$/);
  await page.goto("/keys");
  await page
    .getByRole("link", { name: /orders/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
  await part(page, "World").click();
  await page.getByRole("button", { name: "Monday class" }).click();
  await expect(said(page)).toHaveText("The world Monday class is open.");
  await expect(page.getByRole("heading", { level: 1, name: "Keys" })).toBeVisible();
});

/** Ids of what lies in a store of a database. `keep`: leaves the database open, so that it cannot be deleted. */
const idsIn = (page: Page, database: string, store: string, keep = false): Promise<readonly unknown[]> =>
  page.evaluate(
    ([database, store, keep]) =>
      new Promise((resolve) => {
        const opening = indexedDB.open(database);
        // None is made by looking for it.
        opening.addEventListener("upgradeneeded", () => opening.transaction?.abort());
        opening.addEventListener("error", () => resolve([]));
        opening.addEventListener("success", () => {
          const asking = opening.result.transaction(store).objectStore(store).getAllKeys();
          asking.addEventListener("success", () => {
            if (!keep) opening.result.close();
            resolve(asking.result);
          });
        });
      }),
    [database, store, keep] as const,
  );

/** Of the first visit's world: its envelope and the wrapped key. */
const envelopes = (page: Page): Promise<readonly unknown[]> => idsIn(page, "keyglass-app-blue-and-green", "artefacts");

async function deleteWorld(page: Page): Promise<void> {
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("button", { name: "Delete this world" }).click();
}

test("a deleted world's envelopes are gone with it, and the world made in its place keeps its own", async ({
  page,
}) => {
  await page.goto("/");
  await expect.poll(() => envelopes(page)).toHaveLength(2);
  const before = await envelopes(page);
  await deleteWorld(page);
  await expect.poll(async () => (await envelopes(page)).filter((id) => !before.includes(id))).toHaveLength(2);
  expect(await envelopes(page)).toHaveLength(2);
});

test("a world that cannot be deleted keeps the application's envelopes", async ({ page }) => {
  await page.goto("/");
  await expect.poll(() => envelopes(page)).toHaveLength(2);
  await idsIn(page, "keyglass-engine-blue-and-green", "rows", true);
  await deleteWorld(page);
  await expect(page.getByText("storage has not answered")).toBeVisible();
  expect(await envelopes(page)).toHaveLength(2);
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

test("a run stays behind with its world: a reset one, and another one, show the sample of their own", async ({
  page,
  context,
}) => {
  await page.goto("/");
  await resting(page).waitFor();
  const place = page.getByRole("main");
  const print = async (): Promise<string> => /print .{9}/.exec(await place.innerText())?.[0] ?? "";
  const sealed = await print();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page).toHaveURL(/run=/);
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Reset/ }).click();
  await page.getByRole("button", { name: "Reset this world" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Seal an envelope" })).toBeVisible();
  await expect.poll(print).not.toBe(sealed);
  await expect(page).not.toHaveURL(/run=/);
  const log = await context.newPage();
  await log.goto("/calls?result=error");
  await expect(log.getByRole("main")).toContainText(/None of \d+ calls fits/);

  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page).toHaveURL(/run=/);
  await part(page, "World").click();
  await page.getByRole("button", { name: "New world…" }).click();
  await page.getByLabel("Name of the new world").fill("Second");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(part(page, "World")).toContainText("Second");
  await resting(page).waitFor();
  await expect(page).not.toHaveURL(/run=/);
  await expect(place).not.toContainText("The run in the link");
});

test("of two tabs one seals a world's sample, and both show it", async ({ page, context }) => {
  const other = await context.newPage();
  const tabs = [page, other];
  await Promise.all(tabs.map((tab) => tab.goto("/")));
  const onlyOne = async (): Promise<void> => {
    for (const tab of tabs) {
      await resting(tab).waitFor();
      await tab.getByRole("button", { name: "Envelopes" }).click();
      await expect(tab.getByRole("button", { name: "Show its sealing" })).toHaveCount(1);
      await tab.keyboard.press("Escape");
    }
  };
  await onlyOne();
  await part(other, "World").click();
  await other.getByRole("button", { name: /^Reset/ }).click();
  await other.getByRole("button", { name: "Reset this world" }).click();
  for (const tab of tabs) await expect(said(tab)).toContainText("lies on the disk");
  await onlyOne();
});

test("a world that is reset in the middle of a sealing shows its own sample then", async ({ page }) => {
  await page.goto("/");
  await resting(page).waitFor();
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await pickLargeFile(dialog, 16);
  await dialog.getByRole("button", { name: "Seal it" }).click();
  await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
  await part(page, "World").click();
  await page.getByRole("button", { name: /^Reset/ }).click();
  await page.getByRole("button", { name: "Reset this world" }).click();
  await resting(page).waitFor();
  await expect(page.getByTestId("sentence")).toContainText("One file of 12.0 MB lies on the disk");
  await page.waitForTimeout(1_000); // what the sealing left behind would come now
  await expect(page).not.toHaveURL(/run=/);
  await expect(page.getByRole("main")).not.toContainText("The run in the link");
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
