import { expect, test } from "./fixtures.ts";

const ADMIN = "?who=111122223333:role/Admin";

test("what is typed right after the click on Search is searched for", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("link", { name: /orders/ }).waitFor();
  await page.getByRole("button", { name: "Search" }).click();
  await page.keyboard.type("orders");
  await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue("orders");
  await expect(page.getByRole("dialog").getByRole("link", { name: "alias/orders" })).toBeVisible();
});

test("the key / opens Search, until Display says that no single key does", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("link", { name: /orders/ }).waitFor();
  const search = page.getByRole("dialog", { name: "Search this world" });
  await page.keyboard.press("/");
  await expect(search).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await page.getByRole("button", { name: "Display" }).click();
  await page.getByRole("checkbox", { name: /single key/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByRole("link", { name: /orders/ }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("button", { name: "Display" }).click();
  await expect(page.getByRole("checkbox", { name: /single key/ })).not.toBeChecked();
  await expect(search).toBeHidden();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(search).toBeVisible();
});

test("a key's description is changed on its page, by one call", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("link", { name: /orders/ }).click();
  await page.getByRole("button", { name: "Change description" }).click();
  await page.getByLabel("Description").fill("Locks the orders of every shop");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("Locks the orders of every shop")).toBeVisible();
  await page.getByRole("tab", { name: "Calls" }).click();
  await expect(page.getByRole("row", { name: /UpdateKeyDescription/ })).toContainText("OK");
});

test("a call that KMS refused is told once, by the decision that refused it", async ({ page }) => {
  await page.goto("/keys");
  await page.getByRole("link", { name: /orders/ }).click();
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("no IAM policy of role App allows DisableKey.")).toHaveCount(1);
});

test("sealing where there is no key leads to one", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  await page.getByRole("button", { name: /^Region/ }).click();
  await page.getByRole("button", { name: /^eu-west-1/ }).click();
  await expect(page.getByRole("button", { name: /^Region/ })).toContainText("eu-west-1");
  await page.getByRole("button", { name: /^Seal/ }).first().click();
  await expect(page.getByRole("dialog")).toContainText("No KMS key in eu-west-1.");
  await page.getByRole("button", { name: "Go to us-east-1" }).click();
  await expect(page.getByRole("button", { name: /^Region/ })).toContainText("us-east-1");
});

test("after a year of the calendar the next call goes through, and no call failed", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: "+1 year" }).click();
  const today = new Date();
  await expect(page.getByLabel("Set it to")).toHaveValue(new RegExp(`^${today.getUTCFullYear() + 1}-`));
  await page.getByRole("button", { name: "1 s = 1 day" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByRole("heading", { name: "Open an envelope" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Step through it" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await expect(page.getByRole("link", { name: "Decrypt" })).toBeVisible();
  await expect(page.getByText("AWS STS, not KMS")).not.toHaveCount(0);
  await page.goto("/calls?result=error");
  await expect(page.getByText("No call fits this.")).toBeVisible();
});
