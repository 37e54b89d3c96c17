import type { Page } from "@playwright/test";
import { answering, ask, giveHands } from "./drills/hands.ts";
import { createMany } from "./drills/many-keys.ts";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { ADMIN, create, dialog, openOrders } from "./key-pages.ts";
import { picture } from "./picture.ts";
import { rewrite } from "./rewrite.ts";

const SIZES = [
  { name: "desk", width: 1440, height: 900 },
  { name: "projector", width: 1280, height: 720 },
  { name: "phone", width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark", "presenter"] as const;

const AXE_AT = { light: "desk", dark: "phone", presenter: "projector" } as const;

const said = (page: Page) => page.getByTestId("announcer");
const state = (page: Page) => page.locator("dt", { hasText: /^State$/ }).locator("+ dd");

async function encrypt(page: Page, text: string): Promise<void> {
  await page.getByLabel("Text", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(said(page)).toContainText("encrypted under");
}

/** Presses an act in the page's head and confirms it in its dialog. */
async function act(page: Page, name: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name, exact: true }).first().click();
  await dialog(page).getByRole("button", { name, exact: true }).click();
  await expect(dialog(page)).toBeHidden();
}

async function jump(page: Page, by: string): Promise<void> {
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: by }).click();
  await expect(said(page)).toContainText("World time is");
  await page.keyboard.press("Escape");
}

test("a key is created with an alias and a tag, by two calls, and its page says so", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByLabel("Alias").fill("invoices");
  await expect(dialog(page)).toContainText("CreateKey makes the key, CreateAlias points alias/invoices at it");
  await dialog(page).getByLabel("Description").fill("Seals invoices");
  await dialog(page).getByRole("button", { name: "Add tag" }).click();
  await dialog(page).getByLabel("tag 1 name").fill("team");
  await dialog(page).getByLabel("tag 1 value").fill("blue");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/invoices" })).toBeVisible();
  await expect(said(page)).toHaveText("The key is created, and alias/invoices points at it.");
  await page.getByRole("tab", { name: "Aliases and tags" }).click();
  await expect(page.getByText("team = blue", { exact: true })).toBeVisible();
  await page.getByRole("tab", { name: "Calls" }).click();
  await expect(page.getByRole("link", { name: "CreateAlias" })).toBeVisible();
  await page.getByRole("link", { name: "CreateAlias" }).click();
  await expect(page).toHaveURL(/\/calls\//);
});

test("a refusal shows AWS's words, leads to its X-ray, and names who may", async ({ page }) => {
  await page.goto("/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await expect(dialog(page)).toContainText("is not authorized to perform: kms:CreateKey");
  await expect(dialog(page).getByRole("link", { name: "X-ray of this call" })).toHaveAttribute("href", /\/calls\//);
  await dialog(page).getByRole("button", { name: "Switch to role Admin, who is allowed to" }).click();
  await expect(dialog(page)).toContainText("signed by role Admin");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await expect(page).toHaveURL(/\/keys\/[0-9a-f-]{36}/);
});

test("a disabled key refuses, an enabled one works again; each says its consequences first", async ({ page }) => {
  await openOrders(page, "Use it");
  await encrypt(page, "hello");
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(dialog(page)).toContainText("1 blob sealed earlier stays closed until it is enabled again");
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(state(page)).toHaveText("Disabled");
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page)).toContainText(/DisabledException: .* is disabled\./);
  await page.keyboard.press("Escape");
  await act(page, "Enable");
  await expect(state(page)).toHaveText("Enabled");
  await expect(said(page)).toHaveText("alias/orders is Enabled.");
});

test("by keyboard alone the focus stays where the act was begun, and goes to the title when the act's button is gone", async ({
  page,
}) => {
  await openOrders(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("hello");
  await page.getByRole("button", { name: "Encrypt", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(said(page)).toContainText("encrypted under");
  await expect(page.getByLabel("Text", { exact: true })).toBeFocused();

  const title = page.getByRole("heading", { level: 1, name: "alias/orders" });
  await page.getByRole("button", { name: "Disable" }).focus();
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("button", { name: "Disable" }).focus();
  await page.keyboard.press("Enter");
  await expect(state(page)).toHaveText("Disabled");
  await expect(title).toBeFocused();

  await page.goto(page.url().replace("Admin", "Report"));
  await page.getByRole("button", { name: "Enable" }).focus();
  await page.keyboard.press("Enter");
  const enables = dialog(page).getByRole("button", { name: "Enable", exact: true });
  await enables.focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toContainText("KMS refused EnableKey");
  await expect(enables).toBeFocused();
});

test("a rotation adds a material, and what the old one sealed still opens with the old one", async ({ page }) => {
  await openOrders(page, "Use it");
  await encrypt(page, "before");
  await act(page, "Rotate now");
  await encrypt(page, "after");
  await expect(page.getByRole("listitem").filter({ hasText: "text 1, sealed" })).toContainText(
    "sealed with material 1",
  );
  await expect(page.getByRole("listitem").filter({ hasText: "text 2, sealed" })).toContainText(
    "sealed with material 2",
  );
  await page.getByRole("tab", { name: "Material" }).click();
  await expect(page.getByRole("heading", { name: "One key, two materials" })).toBeVisible();
  await page.getByRole("row", { name: /^1/ }).getByRole("button", { name: "Open one" }).click();
  await expect(said(page)).toContainText("opened with material 1");
  await expect(page.getByRole("row", { name: /^1/ }).getByRole("cell").nth(5)).toHaveText("1");
  await expect(page.getByRole("row", { name: /^2, in use/ })).toContainText("on demand, 1 of 25");
});

test("automatic rotation comes when the calendar reaches its day", async ({ page }) => {
  await openOrders(page);
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByRole("heading", { name: "Automatic rotation: on" })).toBeVisible();
  await jump(page, "+1 year");
  await expect(said(page)).toContainText(/On the way: alias\/orders was rotated on \d+ \w+ \d{4}\./);
  await expect(page.getByRole("heading", { name: "One key, two materials" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^2, in use/ })).toContainText("schedule");
  await page.getByLabel("Period in days").fill("89");
  await page.getByRole("button", { name: "Change the period" }).click();
  await expect(page.getByRole("main")).toContainText("ValidationException");
});

test("a scheduled deletion destroys the key on its day; another one is cancelled in time", async ({ page }) => {
  await create(page, "short-lived");
  await page.getByRole("tab", { name: "Use it" }).click();
  await encrypt(page, "gone with it");
  await page.getByRole("tab", { name: "Material" }).click();
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  await dialog(page).getByLabel("Waiting period in days").fill("7");
  await expect(dialog(page)).toContainText(/On \d+ \w+ \d{4}, \d\d:\d\d the one material is destroyed/);
  await dialog(page).getByRole("button", { name: "Schedule deletion" }).click();
  await expect(state(page)).toHaveText("PendingDeletion · 7 d");

  await openOrders(page);
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  await dialog(page).getByLabel("Waiting period in days").fill("6");
  await dialog(page).getByRole("button", { name: "Schedule deletion" }).click();
  await expect(dialog(page)).toContainText("ValidationException");
  await dialog(page).getByLabel("Waiting period in days").fill("30");
  await dialog(page).getByRole("button", { name: "Schedule deletion" }).click();
  await expect(state(page)).toHaveText("PendingDeletion · 30 d");

  await page.getByRole("navigation").getByRole("link", { name: "Keys" }).click();
  await page.getByRole("link", { name: "alias/short-lived" }).click();
  await page.getByRole("button", { name: /^When/ }).click();
  const clock = page.getByRole("dialog", { name: "World time" });
  await expect(clock).toContainText(/Next: deletion of alias\/short-lived, \d+ \w+ \d{4}, in 7 days\./);
  await clock.getByRole("button", { name: "+30 days" }).click();
  const loss = clock.getByRole("region", { name: /^On the way KMS destroys alias\/short-lived/ });
  await expect(loss).toBeFocused();
  await expect(loss).toContainText(/The waiting period of alias\/short-lived ends on \d+ \w+ \d{4}, \d\d:\d\d:/);
  await expect(said(page)).toContainText("On the way KMS destroys alias/short-lived");
  expect(await accessibilityViolations(page)).toEqual([]);
  await loss.getByRole("button", { name: "Stop an hour before" }).click();
  await expect(loss).toHaveCount(0);
  await expect(state(page)).toHaveText(/PendingDeletion · (1 h|60 min)/);
  await clock.getByRole("button", { name: "+1 day", exact: true }).click();
  await expect(loss.getByRole("button", { name: "Stop an hour before" })).toHaveCount(0);
  await loss.getByRole("button", { name: "Stay here" }).click();
  await expect(loss).toHaveCount(0);
  await clock.getByRole("button", { name: "+1 day", exact: true }).click();
  await loss.getByRole("button", { name: "Go on" }).click();
  await expect(clock).toContainText(/On the way: alias\/short-lived was destroyed on \d+ \w+ \d{4}\./);
  await expect(said(page)).toContainText("On the way: alias/short-lived was destroyed on");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("is destroyed");
  await page.getByRole("button", { name: "Try to open text 1, sealed" }).click();
  await expect(page.getByRole("main")).toContainText("KMS refused Decrypt.");
  await page.getByRole("link", { name: "All keys" }).click();
  await expect(page.getByRole("link", { name: "alias/short-lived" })).toHaveCount(0);
});

test("a deletion that was cancelled in time leaves the key Disabled, with all its material", async ({ page }) => {
  await openOrders(page, "Use it");
  await encrypt(page, "keep me");
  await page.getByRole("tab", { name: "Material" }).click();
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  await dialog(page).getByRole("button", { name: "Schedule deletion" }).click();
  const pending = page.getByRole("region", { name: "Pending deletion" });
  await expect(pending).toContainText("1 blob that this world knows of would never open again");
  await jump(page, "+1 day");
  await expect(state(page)).toHaveText("PendingDeletion · 29 d");
  await pending.getByRole("button", { name: "Cancel deletion" }).click();
  await expect(state(page)).toHaveText("Disabled");
  await act(page, "Enable");
  await page
    .getByRole("row", { name: /^1, in use/ })
    .getByRole("button", { name: "Open one" })
    .click();
  await expect(said(page)).toContainText("opened with material 1");
});

test("4,096 bytes are encrypted, 4,097 meet AWS's wall", async ({ page }) => {
  await openOrders(page, "Use it");
  await page.getByRole("button", { name: "Fill to 4,096" }).click();
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(said(page)).toContainText("4,096 bytes encrypted under alias/orders");
  await page.getByRole("button", { name: "To 4,097" }).click();
  await expect(page.getByText("1 byte too many for one call")).toBeVisible();
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(page.getByRole("main")).toContainText(
    "ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
  );
  // A text that fits is no longer the one that was refused.
  await page.getByRole("button", { name: "Fill to 4,096" }).click();
  await expect(page.getByRole("main")).not.toContainText("ValidationException");
});

test("the text comes back, and another context opens nothing", async ({ page }) => {
  await openOrders(page, "Use it");
  await page.getByRole("button", { name: "Add pair" }).click();
  await page.getByLabel("pair 1 name").fill("order");
  await page.getByLabel("pair 1 value").fill("1001");
  await page.getByLabel("Text", { exact: true }).fill("the answer is 42");
  await page.getByRole("button", { name: "Add pair" }).click();
  await page.getByLabel("pair 2 name").fill("order");
  await expect(page.getByText("Each pair needs a name of its own.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Encrypt", exact: true })).toBeDisabled();
  await page.getByRole("button", { name: "Remove pair 2" }).click();
  await expect(page.getByRole("button", { name: "Encrypt", exact: true })).toBeEnabled();
  await encrypt(page, "the answer is 42");
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toContainText("the answer is 42");
  await dialog(page).getByLabel("pair 1 value").fill("1002");
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toBeHidden();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page)).toContainText("InvalidCiphertextException");
  await dialog(page).getByLabel("pair 1 value").fill("1001");
  await expect(dialog(page)).not.toContainText("InvalidCiphertextException");
});

const guide = (page: Page) => page.getByRole("complementary", { name: "Rotation by hand" });
const step = (page: Page, number: number) =>
  guide(page)
    .getByRole("listitem")
    .nth(number - 1);

/** As somebody does in Access: gives a principal what it needs with every key of the account. */
async function mayUseAnyKey(page: Page, arn: string): Promise<void> {
  const Action = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
  await ask(page, "engine", "changeWorld", [{ act: "PutInlinePolicy", arn, name: "any-key", text }]);
}

test("rotation by hand: the new key may be used before the alias moves, so nobody is refused; blobs are encrypted anew, the old key is disabled", async ({
  page,
  context,
}) => {
  await giveHands(context);
  await openOrders(page, "Use it");
  await encrypt(page, "one");
  await encrypt(page, "two");
  await page.getByRole("tab", { name: "Aliases and tags" }).click();
  await expect(guide(page).getByRole("button", { name: /^Point/ })).toBeHidden();
  await guide(page).getByRole("button", { name: "Make the new key" }).click();
  await expect(dialog(page)).toContainText("alias/orders goes on pointing at the old key");
  await dialog(page).getByRole("button", { name: "Make the key" }).click();
  await expect(step(page, 1)).toContainText("done");
  // Before the alias goes anywhere, the guide says whom it would lead to a closed door.
  const names = "Role App may not use the new key: its IAM policy names the old one.";
  await expect(step(page, 2)).toContainText(names);
  await expect(step(page, 3)).toContainText("Were it moved now, those in step 2 would be refused.");
  await guide(page).getByRole("button", { name: "Point alias/orders at the new key" }).click();
  await expect(dialog(page)).toContainText(names);
  await dialog(page).getByRole("button", { name: "Cancel" }).click();

  // It is given to role App, in Access; the guide has not forgotten its new key.
  await guide(page).getByRole("link", { name: "Mend it for role App in Access" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Access" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("no IAM policy of role App allows");
  await page.goBack();
  await page.reload();
  await expect(step(page, 1)).toContainText("done");
  await mayUseAnyKey(page, "arn:aws:iam::111122223333:role/App");
  await expect(step(page, 2)).toContainText("Whoever may use this key may use the new one.");
  await guide(page).getByRole("button", { name: "Point alias/orders at the new key" }).click();
  await expect(dialog(page)).toContainText("2 blobs of the application among it");
  await expect(dialog(page)).toContainText("Whoever may use the old key may use that one.");
  await dialog(page).getByRole("button", { name: "Point it there" }).click();
  await expect(said(page)).toContainText("alias/orders now points at key");
  await expect(step(page, 3)).toContainText(/alias\/orders has pointed at key \S+ for /);
  await expect(step(page, 4)).toContainText("to do");
  await guide(page)
    .getByRole("button", { name: /without naming a key/ })
    .click();
  await expect(step(page, 4)).toContainText("done");
  await guide(page).getByRole("button", { name: "ReEncrypt 2 blobs" }).click();
  await expect(step(page, 5)).toContainText("Nothing is left here; 2 blobs under the new key.");
  await guide(page).getByRole("button", { name: "Disable the old key" }).click();
  await expect(dialog(page)).toContainText("The application holds nothing under it");
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(step(page, 6)).toContainText("done");
  await page.reload();
  for (const number of [1, 2, 3, 4, 5, 6]) await expect(step(page, number)).toContainText("done");
  await guide(page).getByRole("link", { name: "Go to the new key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
  await page.getByRole("tab", { name: "Use it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "sealed with material 1" })).toHaveCount(2);
});

test("an alias may be pointed at a new key at once, with a warning; the guide takes it up from there", async ({
  page,
}) => {
  await openOrders(page);
  await page.getByRole("main").getByRole("button", { name: "Point alias elsewhere" }).click();
  await expect(dialog(page)).toContainText("Role App may not use the new key: its IAM policy names the old one.");
  await expect(dialog(page)).toContainText("Better: make the key first, give the access, and only then move the alias");
  await dialog(page).getByRole("button", { name: "Point it there" }).click();
  await expect(step(page, 1)).toContainText("has taken over");
  await expect(step(page, 2)).toContainText("Until it is given, new work is refused");
  await expect(step(page, 3)).toContainText("done");
});

test("a key that exists may take over, if it is of the same kind", async ({ page }) => {
  await create(page, "second");
  await openOrders(page, "Aliases and tags");
  await guide(page).getByRole("button", { name: "Make the new key" }).click();
  await dialog(page).getByLabel("A key that exists").check();
  await expect(dialog(page)).toContainText("No call is made.");
  await dialog(page).getByLabel("Search keys").fill("second");
  await dialog(page)
    .getByRole("radio", { name: /alias\/second/ })
    .check();
  await dialog(page).getByRole("button", { name: "Take this key" }).click();
  await expect(step(page, 1)).toContainText(
    "is to take over. Nothing changes for anybody until alias/orders points at it.",
  );
  await guide(page).getByRole("link", { name: "Go to the new key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/second" })).toBeVisible();
});

test("rotation by hand reaches an envelope: its file takes the new wrapped key, and opens when the old key is disabled", async ({
  page,
}) => {
  await page.goto(`/${ADMIN}`);
  await expect(page.getByTestId("sentence")).toContainText("lies on the disk");
  await openOrders(page, "Use it");
  await expect(
    page.getByText("Besides, 1 envelope file on the disk, with its own data key wrapped by this key."),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Aliases and tags" }).click();
  await expect(step(page, 5)).toContainText("1 envelope of the application still under this key");
  await expect(guide(page).getByRole("button", { name: /without naming a key/ })).toBeHidden();
  await guide(page).getByRole("button", { name: "Make the new key" }).click();
  await dialog(page).getByRole("button", { name: "Make the key" }).click();
  await expect(guide(page).getByRole("button", { name: /^ReEncrypt/ })).toBeHidden();
  await guide(page).getByRole("button", { name: "Point alias/orders at the new key" }).click();
  await dialog(page).getByRole("button", { name: "Point it there" }).click();
  await guide(page).getByRole("button", { name: "Open “orders-2026.csv, wrapped key” without naming a key" }).click();
  await expect(step(page, 4)).toContainText("done");
  await guide(page).getByRole("button", { name: "ReEncrypt 1 envelope’s wrapped key" }).click();
  await expect(step(page, 5)).toContainText("Nothing is left here; 1 envelope under the new key.");
  await expect(step(page, 5)).toContainText(
    "orders-2026.csv.envelope carries its new wrapped key; not a byte of its data was touched.",
  );
  await guide(page).getByRole("button", { name: "Disable the old key" }).click();
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(step(page, 6)).toContainText("done");
  const old = page.url();
  await page.getByRole("link", { name: "Envelope", exact: true }).click();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByRole("heading", { name: "Open an envelope" })).toBeVisible();
  await expect(page.getByTestId("sentence")).toContainText("The clear key’s bytes are overwritten");
  await expect(page.getByRole("region", { name: "Your application" })).not.toContainText("altered");

  // The old key is destroyed; the file never needed it again, and the story of its sealing says so.
  await page.goto(old);
  await page.getByRole("tab", { name: "Material" }).click();
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  await dialog(page).getByLabel("Waiting period in days").fill("7");
  await dialog(page).getByRole("button", { name: "Schedule deletion" }).click();
  await expect(state(page)).toContainText("PendingDeletion");
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: "+30 days" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(said(page)).toContainText("was destroyed on");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Envelope", exact: true }).click();
  const kms = page.getByRole("region", { name: "Inside KMS" });
  await expect(kms).toContainText(/Destroyed on \d+ \w+ \d{4}\. The file’s wrapped key was re-encrypted and is under /);
  await expect(kms).toContainText("is under alias/orders now.");
  await expect(kms).not.toContainText("nothing opens this");
  await expect(page.getByTestId("sentence")).toContainText("must still ask KMS to unwrap its key with alias/orders.");
});

test("one blob is encrypted anew under a key that is chosen", async ({ page }) => {
  await create(page, "second");
  await openOrders(page, "Use it");
  await encrypt(page, "move me");
  await page.getByRole("button", { name: "ReEncrypt text 1, sealed" }).click();
  await dialog(page).getByLabel("A key that exists").check();
  await dialog(page).getByLabel("Search keys").fill("second");
  await dialog(page)
    .getByRole("radio", { name: /alias\/second/ })
    .check();
  await dialog(page).getByRole("button", { name: "ReEncrypt", exact: true }).click();
  await expect(said(page)).toContainText("text 1, sealed is sealed under key");
  await expect(page.getByText("Nothing yet. Encrypt a text")).toBeVisible();
});

test("each statement of a policy is explained, the lockout check refuses, the bypass is explicit", async ({ page }) => {
  await openOrders(page, "Policy");
  const words = page.getByRole("complementary", { name: "Who may do what" });
  await expect(words).toContainText(
    "Anyone in account 111122223333 (Blue) may do anything with this key if an IAM policy there also says so. This line names the account, not a person.",
  );
  await expect(words).toContainText("statement 1, Enable IAM User Permissions");
  await page.getByRole("button", { name: "Edit" }).click();
  const text = page.getByRole("textbox", { name: "Key policy, as JSON" });
  const policy = JSON.parse(await text.innerText()) as { Statement: unknown[] };
  const toApp = {
    Sid: "Use",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:role/App" },
    Action: ["kms:Encrypt", "kms:Decrypt"],
    Resource: "*",
  };
  await rewrite(text, JSON.stringify({ ...policy, Statement: [toApp] }));
  await expect(words).toContainText("Role App may encrypt and decrypt.");
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(page.getByRole("main")).toContainText(
    "The new key policy will not allow you to update the key policy in the future.",
  );
  await rewrite(text, '{ "Statement": [ }');
  await expect(words).toContainText("line 1, column 18");
  await rewrite(text, JSON.stringify({ ...policy, Statement: [...policy.Statement, toApp] }));
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(page.getByText("version 2")).toBeVisible();
  await expect(words.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Edit" }).click();
  await rewrite(text, JSON.stringify({ ...policy, Statement: [toApp] }));
  await page.getByLabel(/Skip the lockout check/).check();
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(page.getByText("version 3")).toBeVisible();
});

test("aliases and tags are added and taken away", async ({ page }) => {
  await openOrders(page, "Aliases and tags");
  await page.getByLabel("New alias").fill("purchases");
  await page.getByRole("button", { name: "Add alias" }).click();
  await expect(page.getByRole("button", { name: "Delete alias/purchases" })).toBeVisible();
  await page.getByLabel("New alias").fill("orders");
  await page.getByRole("button", { name: "Add alias" }).click();
  await expect(page.getByRole("main")).toContainText("AlreadyExistsException");
  await page.getByRole("button", { name: "Delete alias/purchases" }).click();
  await expect(dialog(page)).toContainText("Only the name goes.");
  await dialog(page).getByRole("button", { name: "Delete alias" }).click();
  await expect(page.getByRole("button", { name: "Delete alias/purchases" })).toHaveCount(0);
  await page.getByLabel("Tag", { exact: true }).fill("team");
  await page.getByLabel("Value", { exact: true }).fill("blue");
  await page.getByRole("button", { name: "Add tag" }).click();
  await expect(page.getByText("team = blue", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Remove tag team" }).click();
  await expect(page.getByText("No tags.")).toBeVisible();
});

test("an empty Region teaches the first move; a key of elsewhere says where it lives", async ({ page }) => {
  await openOrders(page);
  const key = new URL(page.url()).pathname;
  await page.goto(`/keys${ADMIN}&region=eu-west-1`);
  await expect(page.getByRole("heading", { name: "No KMS key here yet." })).toBeVisible();
  await page.goto(`${key}?who=444455556666:role/GreenEtl`);
  await page.getByRole("button", { name: /It lives in account Blue/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
});

test("a long list of keys scrolls to its end and comes back to its place, is searched and filtered, and holds few rows", async ({
  page,
  context,
}) => {
  const many = process.env["KEYGLASS_DRILL"] === "whole" ? 10_000 : 2_000;
  test.setTimeout(many * 20 + 30_000);
  await giveHands(context);
  await page.goto(`/keys${ADMIN}`);
  await answering(page, 20_000);
  await createMany(page, many);
  await page.goto(`/keys${ADMIN}`);
  await expect(page.getByText(`${(many + 1).toLocaleString("en-US")} KMS keys in account Blue`)).toBeVisible();
  const table = page.getByRole("table");
  await expect(table).toHaveAttribute("aria-rowcount", String(many + 2));
  await page.keyboard.press("End");
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const last = table.locator(`[aria-rowindex="${many + 2}"]`);
  await expect(last.getByRole("link")).toBeVisible();
  expect(await table.getByRole("row").count()).toBeLessThan(80);
  await last.getByRole("link").focus();
  await page.keyboard.press("ArrowUp");
  await expect(table.locator(`[aria-rowindex="${many + 1}"]`).getByRole("link")).toBeFocused();
  const at = () => page.evaluate(() => window.scrollY);
  const left = await at();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Key / })).toBeVisible();
  await page.goBack();
  await expect.poll(async () => Math.abs((await at()) - left)).toBeLessThan(100);
  await page.getByLabel("Search keys").fill("number 1234");
  await expect(page).toHaveURL(/search=number/);
  await expect(table.getByRole("link")).toHaveCount(many > 12_340 ? 11 : 1);
  await page.getByLabel("Search keys").fill("no such key");
  await page.getByRole("button", { name: "Show every key" }).click();
  const [key] = (await ask(page, "engine", "keys", [{ search: "alias/orders" }, null, 1])).items;
  await ask(page, "application", "call", ["DisableKey", { KeyId: key?.keyId ?? "" }]);
  await page.getByLabel("State").selectOption("Disabled");
  await expect(page).toHaveURL(/state=Disabled/);
  await expect(table.getByRole("link")).toHaveCount(1);
  await expect(table).toContainText("alias/orders");
});

test("all of it by keyboard alone", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("table").getByRole("link").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Material" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "The one key policy" })).toBeVisible();
  await page.getByRole("button", { name: "Change description" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Rotate now" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Rotate now" })).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("button", { name: "Rotate now" }).focus();
  await page.keyboard.press("Enter");
  await expect(said(page)).toContainText("is rotated");
});

test("list, key and each of its tabs are fit to be shown, at three sizes, light, dark and on a projector", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openOrders(page, "Use it");
  await encrypt(page, "before");
  await act(page, "Rotate now");
  await page.getByRole("tab", { name: "Material" }).click();
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByRole("heading", { name: "Automatic rotation: on" })).toBeVisible();
  await jump(page, "+1 year");
  await jump(page, "+30 days");
  const { pathname } = new URL(page.url());
  const places = [
    ["keys", `/keys${ADMIN}`],
    ...["material", "policy", "aliases", "use", "calls"].map((tab) => [`key-${tab}`, `${pathname}${ADMIN}&tab=${tab}`]),
  ] as const;
  for (const [place, address] of places) {
    await page.goto(address ?? "");
    await expect(page.getByRole("heading", { level: 1, name: /Keys|alias\/orders/ })).toBeVisible();
    for (const theme of THEMES) {
      await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
      for (const { name, width, height } of SIZES) {
        if (theme === "presenter" && name !== "projector") continue;
        await page.setViewportSize({ width, height });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(sideways, `${place} scrolls sideways at ${width}, ${theme}`).toBe(0);
        await picture(page, `screens/${place}-${name}-${theme}`);
        // Colours hang on the theme and layout on the size, so each is looked at once.
        if (name === AXE_AT[theme]) expect(await accessibilityViolations(page), `${place}, ${theme}`).toEqual([]);
      }
    }
  }
});
