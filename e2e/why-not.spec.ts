import type { Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { rewrite } from "./rewrite.ts";

const as = (who: string): string => `?who=111122223333:${who}`;
const said = (page: Page) => page.getByTestId("announcer");
const dialog = (page: Page) => page.getByRole("dialog");

const ONLY_ADMIN = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Only the administrator",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:role/Admin" },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});

async function openOrders(page: Page, who: string, tab: string): Promise<void> {
  await page.goto(`/keys${as(who)}`);
  await page.getByRole("table").getByRole("link", { name: "alias/orders" }).click();
  await page.getByRole("tab", { name: tab, exact: true }).click();
}

async function takeDelegationAway(page: Page): Promise<void> {
  await openOrders(page, "role/Admin", "Policy");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await rewrite(page.getByLabel("Key policy, as JSON"), ONLY_ADMIN);
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(said(page)).toContainText("has a new key policy");
}

async function encrypt(page: Page): Promise<void> {
  await page.getByLabel("Text", { exact: true }).fill("three boxes");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
}

test("IAM allow without delegation is refused; why not proposes delegation or a statement; done, it is allowed", async ({
  page,
}) => {
  await takeDelegationAway(page);
  await openOrders(page, "role/App", "Use it");
  await encrypt(page);
  await expect(page.getByText("KMS refused Encrypt.")).toBeVisible();
  await page.getByRole("link", { name: "X-ray of this call" }).click();
  const part = page.getByRole("region", { name: "What would turn the outcome" });
  await part.getByRole("button", { name: "What would allow this?" }).click();
  await expect(said(page)).toContainText("Each of these would allow it, the least first.");
  await expect(part).toContainText("Add a statement to the key policy: role App may Encrypt.");
  await expect(part).toContainText("Make a grant: role App may Encrypt.");
  const delegation = part.getByRole("listitem").filter({ hasText: "Hand Encrypt to account 111122223333’s IAM" });
  await expect(delegation).toContainText("the call then passes, by IAM, to which the key policy hands the question");
  await expect(delegation).toContainText("PutKeyPolicy, signed by role Admin");
  await delegation.getByText("The change, line by line").click();
  await expect(delegation.getByText('Comes: "AWS": "arn:aws:iam::111122223333:root"')).toBeVisible();
  await expect(delegation.getByRole("link", { name: "Go to the key policy" })).toHaveAttribute("href", /tab=policy/);
  expect(await accessibilityViolations(page)).toEqual([]);
  await delegation.getByRole("button", { name: "Do it: hand Encrypt to account 111122223333’s IAM" }).click();
  const done =
    "Done: the key policy hands Encrypt to account 111122223333’s IAM. Made again now, this call would be allowed.";
  await expect(part.getByText(done)).toBeFocused();
  await expect(said(page)).toHaveText(done);
  await expect(part.getByRole("listitem")).toHaveCount(0);
  await part.getByRole("button", { name: "Undo" }).click();
  await expect(part.getByText(/^Taken back: .* would be refused, as before\.$/)).toBeFocused();
  await expect(part.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await part.getByRole("button", { name: "What would allow this?" }).click();
  await delegation.getByRole("button", { name: /^Do it/ }).click();
  await expect(part.getByText(done)).toBeFocused();
  await part.getByRole("button", { name: "What would deny it now?" }).click();
  await expect(part).toContainText("As the world is now, this very call would be allowed.");
  await expect(part).toContainText("the copies were thrown away");
  expect(await accessibilityViolations(page)).toEqual([]);
  await openOrders(page, "role/App", "Use it");
  await encrypt(page);
  await expect(said(page)).toContainText("encrypted under");
});

test("a call that is allowed is told what would deny it; disabled from there, it is refused", async ({ page }) => {
  await openOrders(page, "role/App", "Use it");
  await encrypt(page);
  await expect(said(page)).toContainText("encrypted under");
  await page.goto(`/calls${as("role/App")}`);
  await page.getByRole("link", { name: "Encrypt" }).first().click();
  const part = page.getByRole("region", { name: "What would turn the outcome" });
  await part.getByRole("button", { name: "What would deny this?" }).focus();
  await page.keyboard.press("Enter");
  await expect(part).toContainText("Add a Deny to the key policy: role App may never Encrypt");
  const disable = part.getByRole("listitem").filter({ hasText: "Disable the key: for everybody." });
  await expect(disable).toContainText("refused with DisabledException");
  await disable.getByRole("button", { name: "Do it: disable the key" }).click();
  await expect(part.getByText("Done: the key is disabled, for everybody.")).toBeFocused();
  await part.getByRole("button", { name: "What would allow it now?" }).click();
  await expect(part).toContainText("As the world is now, this very call would be refused.");
  await expect(part).toContainText("Enable the key again.");
});

test("each call asks its own question, though one X-ray follows the other in the same place", async ({ page }) => {
  await page.goto("/");
  const xray = page.getByRole("complementary", { name: /^X-ray of/ });
  await expect(xray.getByRole("button", { name: "What would deny this?" })).toBeVisible();
  await page.getByRole("button", { name: "Open as role Report" }).click();
  await expect(xray).toContainText("✕ not allowed");
  await expect(xray.getByRole("button", { name: /^What would/ })).toHaveText("What would allow this?");
});

test("a caller who may is offered once, and whoever sits there already is told so", async ({ page }) => {
  await openOrders(page, "role/Report", "Use it");
  await encrypt(page);
  await page.getByRole("link", { name: "X-ray of this call" }).click();
  await page.getByRole("button", { name: "What would allow this?" }).click();
  await page.getByRole("button", { name: "Switch to role App" }).click();
  await expect(page.getByText("You are role App now.")).toBeFocused();
  await expect(page.getByRole("button", { name: "Switch to role App" })).toHaveCount(0);
});

test("a grant counts with its token at once, and without it when it is known everywhere", async ({ page }) => {
  await openOrders(page, "role/Admin", "Grants");
  await expect(page.getByText("No grants. The policies alone decide.")).toBeVisible();
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: "Paused" }).click();
  await expect(said(page)).toContainText("World time is");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Create grant" }).click();
  await dialog(page).getByLabel("Grantee").selectOption({ label: "role Report, Blue" });
  await dialog(page).getByLabel("Encrypt", { exact: true }).check();
  await dialog(page).getByLabel("Name").fill("reports");
  await dialog(page).getByRole("button", { name: "Create grant" }).click();
  const fresh = page.getByRole("region", { name: "The new grant’s token" });
  await expect(fresh).toContainText("Its token, told this once");
  await fresh.getByRole("button", { name: "Call without the token" }).click();
  await expect(fresh).toContainText("✕ Without the token: refused, AccessDeniedException.");
  await fresh.getByRole("button", { name: "Call with the token" }).click();
  await expect(fresh).toContainText("✓ With the token: it would have succeeded.");
  const grant = page.getByRole("listitem", { name: "reports" });
  await expect(grant).toContainText("role Report may Encrypt.");
  await expect(grant).toContainText("until then it counts only with its token");
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: "+1 day" }).click();
  await expect(said(page)).toContainText("World time is");
  await page.keyboard.press("Escape");
  await expect(grant).toContainText("Known everywhere since");
  await fresh.getByRole("button", { name: "Call without the token" }).click();
  await expect(fresh).toContainText("✓ Without the token: it would have succeeded.");

  await grant.getByRole("button", { name: "Revoke reports" }).click();
  await dialog(page).getByRole("button", { name: "Revoke grant" }).click();
  await expect(page.getByText(/^reports was revoked at .* may still be allowed by it\.$/)).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`both fit a phone, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 390, height: 844 });
    await openOrders(page, "role/Report", "Use it");
    await encrypt(page);
    await page.getByRole("link", { name: "X-ray of this call" }).click();
    await page.getByRole("button", { name: "What would allow this?" }).click();
    await expect(page.getByText("Give role Report an IAM policy")).toBeVisible();
    for (const change of await page.getByText("The change, line by line").all()) await change.click();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await openOrders(page, "role/Admin", "Grants");
    await page.getByRole("button", { name: "Create grant" }).click();
    await expect(dialog(page)).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}
