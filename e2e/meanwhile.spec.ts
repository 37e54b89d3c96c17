/** While the engine or the application is slow to answer: nothing false is shown, no choice goes back, and no act is done twice. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { ADMIN, create, dialog, openOrders } from "./key-pages.ts";
import { rewrite } from "./rewrite.ts";
import { delayable, slow } from "./slow.ts";

const main = (page: Page) => page.getByRole("main");
const said = (page: Page) => page.getByTestId("announcer");
const part = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name} `) });

/** Sits in another Region, and returns as soon as the tab does: what the page asks upon that is not answered yet. */
async function moveTo(page: Page, region: string): Promise<void> {
  await part(page, "Region").click();
  await slow(page, 1_000);
  await dialog(page).getByRole("button", { name: region }).click();
  await expect(part(page, "Region")).toHaveText(`Region${region}`);
}

test.beforeEach(({ page }) => delayable(page));

test("the keys of one Region are never listed as those of another", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await expect(page.getByRole("link", { name: "alias/orders" })).toBeVisible();
  await moveTo(page, "eu-west-1");
  expect(await main(page).innerText()).not.toMatch(/alias\/orders|1 KMS key/);
  await expect(main(page)).toContainText("No KMS key here yet.");
  await moveTo(page, "us-east-1");
  expect(await main(page).innerText()).not.toContain("No KMS key here yet.");
  await expect(page.getByRole("link", { name: "alias/orders" })).toBeVisible();
});

test("whoever takes back a search that found nothing still stands in its field", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  const field = page.getByRole("textbox", { name: "Search keys" });
  await field.fill("zzz");
  await expect(main(page)).toContainText("No key fits.");
  await slow(page, 500);
  await field.fill("");
  await expect(page.getByRole("link", { name: "alias/orders" })).toBeVisible();
  await expect(field).toBeFocused();
});

test("a key's page is never shown, nor missed, in a Region that it was not looked for in", async ({ page }) => {
  await openOrders(page);
  await moveTo(page, "eu-west-1");
  expect(await main(page).getByRole("button", { name: "Disable" }).count()).toBe(0);
  await expect(main(page)).toContainText(/There is no key .*, eu-west-1\./);
  await moveTo(page, "us-east-1");
  expect(await main(page).innerText()).not.toContain("There is no key");
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
});

test("the key that is chosen for access stays chosen, and no other key's answers stand under it", async ({ page }) => {
  await create(page, "second");
  await page.goto(`/access${ADMIN}`);
  const key = page.getByRole("combobox", { name: "Key" });
  await expect(page.getByRole("grid")).toBeVisible();
  await slow(page, 1_000);
  await key.selectOption({ label: "alias/second, account Blue" });
  await page.waitForTimeout(200);
  expect(await key.locator("option:checked").innerText()).toContain("alias/second");
  await expect(main(page)).toContainText("with alias/second,");
  expect(await page.getByRole("grid").count()).toBe(0);
  await expect(page.getByRole("grid")).toBeVisible();
  await slow(page, 0);
  await page.getByRole("tab", { name: "Policies" }).click();
  await expect(main(page)).toContainText("Key policy of alias/second");
  await slow(page, 1_000);
  await key.selectOption({ label: "alias/orders, account Blue" });
  await expect(main(page)).toContainText("with alias/orders,");
  expect(await main(page).innerText()).not.toContain("Key policy of alias/second");
  await expect(main(page)).toContainText("Key policy of alias/orders");
});

test("a cell's answer is given under its own name", async ({ page }) => {
  await page.goto(`/access${ADMIN}`);
  const why = page.getByRole("complementary", { name: "Why" });
  await expect(why).toContainText("Role App, Encrypt✓ allowed");
  await slow(page, 800);
  await page
    .getByRole("grid")
    .getByRole("button", { name: /^role Report may not Decrypt/ })
    .click();
  await page.waitForTimeout(300);
  expect(await why.innerText()).not.toMatch(/Report[^]*allowed/);
  await expect(why).toContainText("Role Report, Decrypt✕ refused");
});

test("two clicks on Undo take back one act", async ({ page }) => {
  await page.goto(`/world${ADMIN}`);
  for (const name of ["Ada", "Bob"]) {
    await page.getByRole("button", { name: "New user…" }).first().click();
    await dialog(page).getByLabel("Name").fill(name);
    await dialog(page).getByRole("button", { name: "Create user" }).click();
    await expect(page.getByRole("button", { name: `user ${name}` })).toBeVisible();
  }
  await slow(page, 300);
  await page.getByRole("button", { name: "Undo CreateUser" }).dblclick();
  await expect(page.getByRole("button", { name: "user Bob" })).toBeHidden();
  await slow(page, 0);
  await page.getByRole("tab", { name: "Services" }).click();
  await page.getByRole("tab", { name: "Users, groups and roles" }).click();
  await page.waitForTimeout(500);
  await expect(page.getByRole("button", { name: "user Ada" })).toBeVisible();
});

test("a key is made for what was chosen, however early", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await slow(page, 1_000);
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByLabel("What it is for").selectOption("SIGN_VERIFY");
  await slow(page, 0);
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await expect(main(page)).toContainText("SIGN_VERIFY");
  await expect(page.getByRole("tab", { name: "Material" })).toBeVisible();
});

test("two clicks save a policy once", async ({ page }) => {
  const statement = { Effect: "Allow", Action: "kms:*", Resource: "*" };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await page.goto(`/access${ADMIN}&view=documents&doc=of%20arn:aws:iam::111122223333:role/Admin`);
  const version = page.getByText(/^version \d+$/);
  await expect(version).toHaveText("version 1");
  await rewrite(page.getByRole("textbox", { name: /, as JSON$/ }), policy);
  await slow(page, 300);
  await page.getByRole("button", { name: "Save this policy" }).dblclick();
  await expect(said(page)).toContainText("is saved");
  await page.waitForTimeout(1_000);
  await expect(version).toHaveText("version 2");
});

test("what is typed while a key policy is put stays, unsaved", async ({ page }) => {
  await openOrders(page, "Policy");
  await page.getByRole("button", { name: "Edit" }).click();
  const editor = page.getByRole("textbox", { name: "Key policy, as JSON" });
  await editor.press("ControlOrMeta+End");
  await page.keyboard.insertText(" ");
  await slow(page, 1_000);
  await page.getByRole("button", { name: "Put this policy" }).click();
  await editor.press("ControlOrMeta+End");
  await page.keyboard.insertText("Later");
  await expect(said(page)).toContainText("has a new key policy");
  await expect(editor).toContainText("Later");
});

test("what is chosen from a list stays chosen until it holds", async ({ page }) => {
  await openOrders(page, "Grants");
  const delay = page.getByLabel("A new grant, or the end of one, is known everywhere (simulated)");
  await slow(page, 800);
  await delay.selectOption("60000");
  await page.waitForTimeout(200);
  await expect(delay).toHaveValue("60000", { timeout: 1 });
  await expect(said(page)).toContainText("after a minute");
  await expect(delay).toHaveValue("60000");
  await part(page, "Who").click();
  const via = page.getByLabel("Calls KMS through a service");
  await expect(via.locator("option", { hasText: "(s3)" })).toHaveCount(1);
  await via.selectOption("s3");
  await page.waitForTimeout(200);
  await expect(via).toHaveValue("s3", { timeout: 1 });
  await expect(part(page, "Who")).toContainText("via s3");
  await expect(via).toHaveValue("s3");
});

test("a policy that was saved stands as it was saved, while it is read again", async ({ page }) => {
  await page.goto(`/access${ADMIN}&view=documents&doc=of%20arn:aws:iam::111122223333:role/Admin`);
  const editor = page.getByRole("textbox", { name: /, as JSON$/ });
  await expect(editor).toContainText("kms:*");
  const statement = { Effect: "Allow", Action: "kms:List*", Resource: "*" };
  await rewrite(editor, JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  await slow(page, 700);
  await page.getByRole("button", { name: "Save this policy" }).click();
  await expect(said(page)).toContainText("is saved");
  await page.waitForTimeout(200);
  expect(await editor.innerText()).toContain("kms:List*");
  await expect(page.getByText("version 2")).toBeVisible();
  await expect(editor).toContainText("kms:List*");
});

test("that no other world is left is said once it is known", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await part(page, "World").click();
  await page.getByRole("button", { name: "New world…" }).click();
  await page.getByLabel("Name of the new world").fill("Second");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(said(page)).toHaveText("The world Second was made and is open.");
  await part(page, "World").click();
  await slow(page, 800);
  await page.getByRole("button", { name: "Delete…" }).click();
  expect(await dialog(page).innerText()).not.toContain("No other world is left");
  await expect(dialog(page)).toContainText("You are then in “Blue and Green”.");
});

test("who is chosen is named at once, since whatever is clicked from then on is signed by them", async ({ page }) => {
  await openOrders(page);
  await part(page, "Who").click();
  await slow(page, 1_500);
  await dialog(page).getByRole("button", { name: "role Report" }).click();
  await expect(part(page, "Who")).toHaveText("Whorole Report", { timeout: 1_200 });
  await page.getByRole("button", { name: "Rotate now" }).click();
  await dialog(page).getByRole("button", { name: "Rotate now" }).click();
  await expect(dialog(page)).toContainText("assumed-role/Report/keyglass is not authorized");
});

test("a panel that was opened meanwhile stays open", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await part(page, "World").click();
  await page.getByRole("button", { name: "Rename…" }).click();
  await page.getByLabel("Name of this world").fill("Mine");
  await slow(page, 800);
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page.keyboard.press("Escape");
  await part(page, "Who").click();
  await expect(said(page)).toHaveText("The world is now called Mine.");
  await page.waitForTimeout(200);
  await expect(dialog(page)).toContainText("Whoever you choose signs");
});

test("what the application holds under a key is not counted before it is known", async ({ page }) => {
  await openOrders(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("three boxes");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(page.getByRole("button", { name: "Open text 1, sealed" })).toBeVisible();
  await slow(page, 800);
  await page.getByRole("tab", { name: "Material" }).click();
  await page.getByRole("table").waitFor();
  expect(await main(page).innerText()).not.toContain("no blob here");
  await expect(page.getByRole("button", { name: "Open one" })).toBeVisible();
  await page.getByRole("tab", { name: "Use it" }).click();
  const name = page.getByLabel("Keep the ciphertext as");
  expect(await name.getAttribute("placeholder")).not.toBe("text 1, sealed");
  await expect(name).toHaveAttribute("placeholder", "text 2, sealed");
});

test("a service is offered no key of the Region that was left", async ({ page }) => {
  await page.goto(`/world${ADMIN}&part=services`);
  await expect(page.getByLabel("Key in us-east-1")).toContainText("alias/orders");
  await moveTo(page, "eu-west-1");
  expect(await page.getByLabel("Key in eu-west-1").innerText()).toBe("");
  await expect(page.getByRole("button", { name: "Let the service call" })).toBeDisabled();
});

test("a key that is made after its dialog was closed calls nobody back", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  await slow(page, 800);
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Access" }).click();
  await expect(said(page)).toHaveText("The key is created.");
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(/\/access/);
});

test("two clicks do an act on the world once", async ({ page }) => {
  await page.goto(`/world${ADMIN}`);
  await page.getByRole("button", { name: "New user…" }).first().click();
  await dialog(page).getByLabel("Name").fill("Ada");
  await dialog(page).getByRole("button", { name: "Create user" }).click();
  await page.getByRole("button", { name: "user Ada" }).click();
  await slow(page, 400);
  await page.getByRole("button", { name: "New access key for Ada" }).dblclick();
  await expect(page.getByRole("button", { name: /^Delete access key/ })).toHaveCount(1);
  await page.waitForTimeout(1_200);
  await expect(page.getByRole("button", { name: /^Delete access key/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Delete user Ada" }).dblclick();
  await expect(page.getByRole("button", { name: "user Ada", expanded: true })).toBeHidden();
  await page.waitForTimeout(500);
  expect(await main(page).getByRole("alert").count()).toBe(0);
});

test("what was opened is not shown under a context that was altered meanwhile", async ({ page }) => {
  await openOrders(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("three boxes");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await slow(page, 500);
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await dialog(page).getByRole("button", { name: "Add pair" }).click();
  await dialog(page).getByLabel("pair 1 name").fill("order");
  await expect(said(page)).toContainText("text 1, sealed is open");
  await page.waitForTimeout(1_500);
  expect(await dialog(page).getByRole("region", { name: "Opened" }).count()).toBe(0);
});

test("a signature is called valid over the text that was checked, and over no other", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByLabel("What it is for").selectOption("SIGN_VERIFY");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await page.getByRole("tab", { name: "Use it" }).click();
  const text = page.getByLabel("Text", { exact: true });
  await text.fill("three boxes");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  const check = page.getByRole("button", { name: "Verify", exact: true });
  await check.click();
  await expect(main(page)).toContainText("belongs to this text");
  await text.fill("four boxes");
  expect(await main(page).innerText()).not.toContain("belongs to this text");
  await text.fill("three boxes");
  await slow(page, 500);
  await check.click();
  await text.fill("four boxes");
  await expect(said(page)).toContainText("KMS checked it");
  expect(await main(page).innerText()).not.toContain("belongs to this text");
});

test("a call is not missed before it was looked for", async ({ page }) => {
  await page.goto(`/${ADMIN}`);
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled();
  await page.goto(`/calls${ADMIN}`);
  const href = await page.getByRole("link", { name: "GenerateDataKey" }).getAttribute("href");
  const id = /calls\/([^?]*)/.exec(href ?? "")?.[1] ?? "";
  await page.goto(`/calls/00000000-0000-4000-8000-000000000000${ADMIN}`);
  await expect(main(page)).toContainText("holds no call");
  await page.getByRole("button", { name: "Search" }).click();
  await dialog(page).getByRole("textbox").fill(id);
  await slow(page, 500);
  await dialog(page)
    .getByRole("link", { name: /^GenerateDataKey/ })
    .click();
  await expect(page).toHaveURL(new RegExp(id));
  expect(await main(page).innerText()).not.toContain("holds no call");
  await expect(page.getByRole("heading", { level: 1, name: "GenerateDataKey" })).toBeVisible();
});

test("a key whose making is taken back is not called destroyed", async ({ page }) => {
  await create(page, "second");
  for (const operation of ["CreateAlias", "CreateKey"]) {
    await part(page, "When").click();
    await page.getByRole("button", { name: `Undo ${operation}` }).click();
    await page.keyboard.press("Escape");
  }
  await expect(page.getByRole("heading", { level: 1, name: "No such key" })).toBeVisible();
  expect(await main(page).innerText()).not.toContain("waiting period");
});

test("a dialog that another tab's act has taken away does not come back by itself, nor change its subject", async ({
  page,
  context,
}) => {
  await create(page, "second");
  const other = await context.newPage();
  await other.goto(page.url());
  const schedule = (tab: Page) => tab.getByRole("button", { name: "Schedule deletion…" });
  await schedule(page).click();
  await expect(dialog(page)).toBeVisible();
  await schedule(other).click();
  await dialog(other).getByRole("button", { name: "Schedule deletion" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel deletion" }).first().click();
  await expect(schedule(page)).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);

  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByRole("button", { name: "Point alias elsewhere" }).click();
  await expect(dialog(page)).toContainText("alias/second");
  await other.getByRole("tab", { name: "Aliases" }).click();
  await other.getByLabel("New alias").fill("aaa");
  await other.getByRole("button", { name: "Add alias" }).click();
  await expect(other.getByText("alias/aaa").first()).toBeVisible();
  await expect(page.getByText("alias/aaa").first()).toBeVisible();
  await expect(dialog(page)).toContainText("Point alias/second at another key");
});

test("a new policy stands as it was put, though it is still to be read again", async ({ page }) => {
  await openOrders(page, "Policy");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const put = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountLetsIn",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
  await rewrite(page.getByRole("textbox", { name: /policy/i }), JSON.stringify(put, null, 2));
  await slow(page, 600);
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(said(page)).toContainText("has a new key policy");
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeVisible();
  expect(await main(page).innerText()).toContain("AccountLetsIn");
  // Taken back, the one before stands again.
  await slow(page, 0);
  await part(page, "When").click();
  await page.getByRole("button", { name: "Undo PutKeyPolicy" }).click();
  await page.keyboard.press("Escape");
  await expect(main(page)).not.toContainText("AccountLetsIn");
});

test("a key that is begun in one Region is not made in another", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await part(page, "Region").click();
  await dialog(page).getByRole("button", { name: "eu-west-1" }).click();
  await expect(main(page)).toContainText("No KMS key here yet.");
  await page.getByRole("button", { name: "Create key" }).first().click();
  await expect(dialog(page)).toBeVisible();
  await page.goBack();
  await expect(part(page, "Region")).toHaveText("Regionus-east-1");
  await expect(dialog(page)).toHaveCount(0);
});
