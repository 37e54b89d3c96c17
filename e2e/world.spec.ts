import { type Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { rewrite } from "./rewrite.ts";

const seat = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
const open = (page: Page, name: RegExp) => page.getByRole("button", { name, expanded: false }).click();
const dialog = (page: Page) => page.getByRole("dialog");
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A short text, under the key of the orders. */
const encrypt = async (page: Page): Promise<void> => {
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await page
    .getByRole("link", { name: /orders/ })
    .first()
    .click();
  await page.getByRole("tab", { name: "Use" }).click();
  await page.getByLabel("Text", { exact: true }).fill("three boxes");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
};

test("a user is made, gets a policy by a group, and is deleted; all of it can be taken back", async ({ page }) => {
  await page.goto("/world");
  await page.getByRole("button", { name: "New user…" }).first().click();
  await dialog(page).getByLabel("Name").fill("Zoe");
  await dialog(page).getByRole("button", { name: "Create user" }).click();
  await expect(dialog(page).getByRole("alert")).toHaveText("EntityAlreadyExists: User with name Zoe already exists.");
  await dialog(page).getByLabel("Name").fill("Ann");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^user Ann/ })).toBeVisible();

  await page.getByRole("button", { name: "New group…" }).first().click();
  await dialog(page).getByLabel("Name").fill("Readers");
  await page.keyboard.press("Enter");
  await open(page, /^group Readers/);
  await page.getByRole("button", { name: "New inline policy for Readers" }).click();
  await dialog(page).getByLabel("Name").fill("read");
  await rewrite(dialog(page).getByLabel("Policy document, as JSON"), '{ "Statement": { "Effect": "Allow" }');
  await expect(dialog(page).getByRole("list", { name: "Faults" })).toContainText("Line 1:");
  await rewrite(dialog(page).getByLabel("Policy document, as JSON"), '{ "Statement": { "Effect": "Allow" } }');
  await dialog(page).getByRole("button", { name: "Put policy" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("Policy statement must contain actions.");
  await rewrite(
    dialog(page).getByLabel("Policy document, as JSON"),
    '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "kms:ListKeys", "Resource": "*" } }',
  );
  await dialog(page).getByRole("button", { name: "Put policy" }).click();
  await open(page, /^user Ann/);
  await page.getByRole("button", { name: "Add Ann to a group" }).click();
  await dialog(page).getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("button", { name: /^user Ann .*in Readers/ })).toBeVisible();

  await seat(page, "Who").click();
  await expect(page.getByRole("button", { name: /^user Ann/ }).last()).toContainText("Allows ListKeys");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Delete user Ann" }).click();
  await expect(page.getByRole("button", { name: /^user Ann/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo DeleteUser" }).click();
  await expect(page.getByRole("button", { name: /^user Ann .*in Readers/ })).toBeVisible();
});

test("where a call comes from decides its way: internet, endpoint, or nowhere", async ({ page }) => {
  test.slow();
  await page.goto("/world?part=network");
  await page.getByRole("button", { name: "New VPC…" }).click();
  await dialog(page).getByLabel("Name").fill("Office");
  await dialog(page)
    .getByLabel(/NAT gateway/)
    .uncheck();
  await dialog(page).getByRole("button", { name: "Create VPC" }).click();
  await seat(page, "From").click();
  await page.getByRole("button", { name: /^Office VPC/ }).click();
  await expect(seat(page, "From")).toContainText("Office");

  await encrypt(page);
  await expect(page.getByText(/TimeoutError/).first()).toBeVisible();

  await page.getByRole("link", { name: "World", exact: true }).click();
  await page.getByRole("tab", { name: "Network" }).click();
  await open(page, /^Office/);
  await page.getByRole("button", { name: "New endpoint in Office" }).click();
  await dialog(page).getByRole("button", { name: "Create endpoint" }).click();
  await expect(page.getByRole("button", { name: /^Office .*Private DNS on/ })).toBeVisible();
  await encrypt(page);
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await page
    .getByRole("link", { name: /Encrypt/ })
    .first()
    .click();
  await page
    .getByRole("button", { name: /Network/ })
    .first()
    .click();
  await expect(page.getByRole("list", { name: "The way of the request" })).toContainText("VPC endpoint");
});

test("a role's credentials can be carried away from an instance", async ({ page }) => {
  await page.goto("/world?part=network");
  await page.getByRole("button", { name: "New VPC…" }).click();
  await dialog(page).getByLabel("Name").fill("Office");
  await dialog(page).getByRole("button", { name: "Create VPC" }).click();
  await seat(page, "From").click();
  await page.getByLabel("With the credentials of").selectOption("An instance in Office, carried away");
  await expect(page.getByText("As if they had been stolen")).toBeVisible();
  await expect(seat(page, "From")).toContainText("internet, credentials of Office");
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.reload();
  await expect(seat(page, "From")).toContainText("internet, credentials of Office");
});

test("an account enables an opt-in Region; who has not enabled it is told so where Regions are chosen", async ({
  page,
}) => {
  await page.goto("/world");
  await page.getByRole("button", { name: "Enable a Region for account Blue" }).click();
  await dialog(page).getByLabel("Region").selectOption("eu-south-1");
  await dialog(page).getByRole("button", { name: "Enable", exact: true }).click();
  await seat(page, "Region").click();
  await page.getByRole("button", { name: /^eu-south-1 no KMS keys/ }).click();
  await expect(seat(page, "Region")).toContainText("eu-south-1");
  await seat(page, "Who").click();
  await page.getByRole("button", { name: /^role GreenEtl Allows/ }).click();
  await seat(page, "Region").click();
  await expect(page.getByRole("button", { name: /^eu-south-1 not enabled for Green/ })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Disable eu-south-1 for account Blue" }).click();
  await seat(page, "Region").click();
  await expect(page.getByRole("button", { name: /^us-east-1/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^eu-south-1/ })).toHaveCount(0);
});

test("a service calls as itself, is refused by the key policy, and its X-ray says whose call it was", async ({
  page,
}) => {
  await page.goto("/world?part=services");
  await page.getByLabel("Acts for (aws:SourceArn)").fill("arn:aws:logs:us-east-1:111122223333:log-group:orders");
  await expect(page.getByRole("figure", { name: "the statement" })).toContainText('"ArnLike"');
  await page.getByRole("button", { name: "Let the service call" }).click();
  await expect(page.getByText("KMS refused the service.")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "X-ray of this call" }).click();
  await expect(page.getByText("logs.us-east-1.amazonaws.com").first()).toBeVisible();
  await page.getByRole("button", { name: "What would allow this?" }).click();
  await expect(page.getByText("nobody here can make it again")).toBeVisible();
});

test("a role taken with AssumeRole signs as its session", async ({ page }) => {
  await page.goto("/world");
  await open(page, /^role App/);
  await page.getByRole("button", { name: "Edit the trust policy of App" }).click();
  await rewrite(
    dialog(page).getByLabel("Policy document, as JSON"),
    '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/Zoe", "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } }',
  );
  await dialog(page).getByRole("button", { name: "Put trust policy" }).click();
  await seat(page, "Who").click();
  await page.getByRole("button", { name: "Take a role with AssumeRole…" }).click();
  await page.getByLabel("Taken by").selectOption({ label: "user Zoe, Blue" });
  await page.getByLabel("Session name").fill("zoe-at-work");
  await rewrite(page.getByLabel("Session policy, as JSON"), '{ "Statement": ');
  await expect(page.getByRole("list", { name: "Faults" })).toContainText("Line 1:");
  await rewrite(page.getByLabel("Session policy, as JSON"), "");
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Sit as this session" }).click();
  await expect(seat(page, "Who")).toContainText("role App · zoe-at-work");
});

test("a role that asks for a second factor is taken with the user’s MFA device", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto("/world");
  await open(page, /^user Zoe/);
  await page.getByRole("button", { name: "Enable an MFA device for Zoe" }).click();
  const device = page.getByRole("listitem").filter({ hasText: "arn:aws:iam::111122223333:mfa/Zoe" });
  await expect(device).toHaveText(/shows \d{6}/);
  await expect(page.getByText("The device is simulated")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await open(page, /^role App/);
  await page.getByRole("button", { name: "Edit the trust policy of App" }).click();
  await rewrite(
    dialog(page).getByLabel("Policy document, as JSON"),
    '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/Zoe" }, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"], "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } } }',
  );
  await dialog(page).getByRole("button", { name: "Put trust policy" }).click();

  const unfold = page.getByRole("button", { name: /^Blue and Green/ });
  const take = async (): Promise<void> => {
    await unfold.click();
    await seat(page, "Who").click();
    await page.getByRole("button", { name: "Take a role with AssumeRole…" }).click();
    await page.getByLabel("Taken by").selectOption({ label: "user Zoe, Blue" });
    await page.getByLabel("Source identity (optional)").fill("zoe");
  };
  await take();
  const factor = page.getByRole("checkbox", { name: "With the MFA device" });
  await expect(factor).toHaveAccessibleDescription(/^The device is simulated/);
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await page.getByLabel("Taken by").selectOption({ label: "role Admin, Blue" });
  await expect(factor).toHaveCount(0);
  await page.getByLabel("Taken by").selectOption({ label: "user Zoe, Blue" });
  await page.getByRole("button", { name: "Sit as this session" }).click();
  await unfold.click();
  await encrypt(page);
  await expect(page.getByText(/is not authorized to perform: sts:AssumeRole/).first()).toBeVisible();

  await take();
  await factor.check();
  await page.getByRole("button", { name: "Sit as this session" }).click();
  await unfold.click();
  await encrypt(page);
  await expect(page.getByText(/is not authorized to perform/)).toHaveCount(0);
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await page
    .getByRole("link", { name: /Encrypt/ })
    .first()
    .click();
  const record = page.getByRole("figure", { name: "The CloudTrail record" }).first();
  await expect(record).toContainText('"mfaAuthenticated": "true"');
  await expect(record).toContainText('"sourceIdentity": "zoe"');
});

for (const [width, colorScheme] of [
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
  [390, "dark"],
] as const)
  test(`every part is accessible, ${width} px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/world?part=organization");
    await page.getByRole("button", { name: "New organization…" }).click();
    await dialog(page).getByRole("button", { name: "Create organization" }).click();
    await expect(page.getByRole("button", { name: "New unit…" })).toBeVisible();
    for (const part of ["Organization", "Network", "AWS managed keys", "Managed policies", "Users, groups and roles"]) {
      await page.getByRole("tab", { name: part }).click();
      if (part === "Managed policies")
        await page
          .getByRole("button", { name: /^AdministratorAccess/ })
          .first()
          .click();
      if (part === "Users, groups and roles") await open(page, /^role App/);
      expect([part, await accessibilityViolations(page)]).toEqual([part, []]);
      expect([part, await overflow(page)]).toEqual([part, 0]);
    }
  });
