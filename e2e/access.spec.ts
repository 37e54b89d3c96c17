import type { Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { picture } from "./picture.ts";
import { rewrite } from "./rewrite.ts";

const ADMIN = "?who=111122223333:role/Admin";
const SIZES = [
  { name: "desk", width: 1440, height: 900 },
  { name: "projector", width: 1280, height: 720 },
  { name: "phone", width: 390, height: 844 },
] as const;

const ACCOUNT = "111122223333";
const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const ROOT = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: "kms:*",
  Resource: "*",
};

const said = (page: Page) => page.getByTestId("announcer");
/** There are two of it, one for each layout; the other one is not drawn. */
const why = (page: Page) => page.getByRole("complementary", { name: "Why" });
const cell = (page: Page, who: string, action: string) =>
  page.getByRole("grid").getByRole("button", { name: new RegExp(`^${who} may (not )?${action}:`) });
const editor = (page: Page) => page.getByRole("textbox", { name: /, as JSON$/ });
const effect = (page: Page) => page.getByRole("region", { name: "What this would change" });
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);

async function open(page: Page, more = ""): Promise<void> {
  await page.goto(`/access${ADMIN}${more}`);
  await expect(page.getByRole("heading", { level: 1, name: "Access" })).toBeVisible();
}

/** Opens a document in the editor, writes this text and, unless told otherwise, saves it. */
async function write(page: Page, document: RegExp, text: string, save = true): Promise<void> {
  await page.getByRole("tab", { name: "Policies" }).click();
  await page.getByRole("navigation", { name: "Documents" }).getByRole("button", { name: document }).click();
  await rewrite(editor(page), text);
  if (!save) return;
  await page.getByRole("button", { name: /^(Put|Save) this policy$/ }).click();
  await expect(said(page)).toContainText(/has a new key policy|is saved/);
}

async function look(page: Page, who: string, action: string): Promise<void> {
  await page.getByRole("tab", { name: "Who may what" }).click();
  await cell(page, who, action).click();
}

test("the root statement removed and put back: IAM counts only while the key policy hands over", async ({ page }) => {
  await open(page);
  await expect(cell(page, "role App", "Decrypt")).toHaveAccessibleName(
    "role App may Decrypt: the key policy hands the question to IAM, and IAM allows it",
  );
  const admin = {
    Sid: "Admin",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Admin` },
    Action: "kms:*",
    Resource: "*",
  };
  await write(page, /^Key policy/, policy(admin), false);
  await expect(effect(page)).toContainText("role App loses Decrypt");
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(said(page)).toContainText("has a new key policy");
  await look(page, "role App", "Decrypt");
  await expect(why(page)).toContainText("No statement of the key policy allows Decrypt");
  await expect(why(page)).toContainText("IAM says yes to Decrypt, but that alone is not enough.");
  await write(page, /^Key policy/, policy(ROOT));
  await look(page, "role App", "Decrypt");
  await expect(why(page)).toContainText("✓ allowed");
});

test("a slash is typed into the policy like any other character", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Policies" }).click();
  await page
    .getByRole("navigation", { name: "Documents" })
    .getByRole("button", { name: /^Key policy/ })
    .click();
  await rewrite(editor(page), "");
  await editor(page).focus();
  await page.keyboard.type("role/App");
  await expect(editor(page)).toHaveText("role/App");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("an IAM allow without delegation is refused", async ({ page }) => {
  await open(page);
  await write(page, /^role Report/, policy({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }));
  await look(page, "role Report", "Decrypt");
  await expect(why(page)).toContainText("✓ allowed");
  const direct = { ...ROOT, Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/Admin`, APP] } };
  await write(page, /^Key policy/, policy(direct));
  await look(page, "role Report", "Decrypt");
  await expect(why(page)).toContainText("✕ refused");
  await expect(why(page).getByRole("listitem").filter({ hasText: "The key’s side" }).first()).toContainText(
    "Neither the key policy nor a grant says yes to this caller. This decided.",
  );
  await expect(why(page)).toContainText("is not authorized to perform: kms:Decrypt");
});

test("across accounts one signature is refused, and both together are enough", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Two accounts" }).click();
  const key = page.getByRole("region", { name: /^Key’s side/ });
  const caller = page.getByRole("region", { name: /^Caller’s side/ });
  await expect(key).toContainText("✕ not signed.");
  await expect(caller).toContainText("✓ signed.");
  const worth = page.getByRole("figure", { name: "What each signature is worth" }).getByRole("row");
  await expect(worth).toHaveText([
    /^Key’s side/,
    /not signed✕ not signed✕ refused$/,
    /✓ signed✕ not signed✕ refused$/,
    /not signed✓ signed✕ refused, as it is now$/,
    /✓ signed✓ signed✓ allowed$/,
  ]);
  await key.getByRole("button", { name: "Write it into the key policy" }).click();
  await expect(effect(page)).toContainText("✓ role GreenEtl gains Decrypt");
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(said(page)).toContainText("has a new key policy");
  await page.getByRole("tab", { name: "Two accounts" }).click();
  await expect(key).toContainText("✓ signed.");
  await expect(worth.last()).toHaveText(/✓ allowed, as it is now$/);
  await look(page, "role GreenEtl", "Decrypt");
  await expect(why(page)).toContainText("both sides must say yes, and both do");
});

test("a condition on the encryption context is seen to hold, and seen to fail", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Policies" }).click();
  await page.getByRole("button", { name: /^role App:/ }).click();
  await expect(editor(page)).toContainText("kms:Encrypt");
  await rewrite(editor(page), '{ "Version": "2012-10-17", "Statement": [] }');
  await page.getByText("Write a statement with a form").click();
  await page.getByLabel("do what").selectOption({ label: "only decrypt" });
  await page.getByLabel("when").selectOption({ label: "only with this encryption context" });
  await page.getByLabel("Name", { exact: true }).fill("order");
  await page.getByLabel("Value", { exact: true }).fill("1001");
  await page.getByRole("button", { name: "Write it into the text" }).click();
  await expect(effect(page)).toContainText("role App loses");
  await page.getByRole("button", { name: "Save this policy" }).click();
  await expect(said(page)).toContainText("is saved");
  await look(page, "role App", "Decrypt");
  await expect(why(page)).toContainText("✕ refused");
  await why(page).getByText("1 statement read here").last().click();
  const statement = why(page).getByText("encryption context order was absent; the policy wants 1001");
  await statement.click();
  await expect(why(page)).toContainText("Condition keykms:EncryptionContext:order");
  await page.getByLabel("Context name").fill("order");
  await page.getByLabel("Context value").fill("1001");
  await expect(why(page)).toContainText("✓ allowed");
});

test("a deny unless a service calls strikes every plain call, whatever allows it", async ({ page }) => {
  await open(page);
  await write(
    page,
    /^Key policy/,
    policy(ROOT, {
      Sid: "Only through S3",
      Effect: "Deny",
      Principal: { AWS: APP },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringNotEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    }),
  );
  await look(page, "role App", "Decrypt");
  await expect(why(page)).toContainText("The key policy denies Decrypt. A deny decides, whatever else allows.");
  await expect(why(page)).toContainText("Key policy 2, Only through S3: denies Decrypt, and a deny is final");
  await expect(why(page)).toContainText("with an explicit deny in a resource-based policy");
  await expect(cell(page, "role App", "Encrypt")).toHaveAccessibleName(/^role App may Encrypt/);
  // Each outcome has a shape of its own, here and in its legend.
  await expect(cell(page, "role App", "Decrypt")).toHaveText("⊘");
  await expect(cell(page, "role App", "Encrypt")).toHaveText("✓");
  await expect(cell(page, "role Report", "Decrypt")).toHaveText("✕");
  await expect(page.getByText("denied by a statement")).toHaveText(/✓ may\s✕ may not\s⊘ denied by a statement/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(
    page.getByRole("list", { name: "What role App may do" }).getByRole("button", { name: "role App may not Decrypt" }),
  ).toContainText("⊘");
});

test("a key policy that allows only by way of S3 refuses the direct call, and the X-ray tells the two apart", async ({
  page,
}) => {
  test.slow();
  await open(page);
  const admin = { ...ROOT, Sid: "Admin", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Admin` } };
  const byS3 = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
  const app = { ...ROOT, Sid: "By way of S3", Principal: { AWS: APP }, Condition: byS3 };
  await write(page, /^Key policy/, policy(admin, app));
  await look(page, "role App", "Encrypt");
  await expect(why(page)).toContainText("✕ refused");
  await page.getByLabel("made by").selectOption({ label: "Amazon S3 in the caller’s name" });
  await expect(why(page)).toContainText("✓ allowed");

  await page.goto("/keys");
  await page.getByRole("table").getByRole("link", { name: "alias/orders" }).click();
  await page.getByRole("tab", { name: "Use it" }).click();
  await page.getByLabel("Text", { exact: true }).fill("three boxes");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(page.getByText("KMS refused Encrypt.")).toBeVisible();

  const who = page.getByRole("group", { name: "Where you sit" }).getByRole("button", { name: /^Who/ });
  await who.click();
  await page.getByLabel("Calls KMS through a service").selectOption({ label: "Amazon S3 (s3)" });
  await expect(page.getByText("Amazon S3 is simulated: it stores nothing.")).toBeVisible();
  await expect(who).toContainText("role App via s3");
  expect(page.url()).toContain("via=s3");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(said(page)).toContainText("encrypted under");

  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await page.getByRole("link", { name: "Encrypt" }).first().click();
  await page.getByRole("button", { name: /Network/ }).click();
  await expect(page.getByText("The service is simulated and did nothing else")).toBeVisible();
  await expect(page.getByRole("complementary", { name: "CloudTrail record" })).toContainText(
    '"invokedBy": "fas.s3.amazonaws.com"',
  );
});

test("a policy that locks its writer out is told before, refused by KMS, and taken without the check", async ({
  page,
}) => {
  await open(page);
  const text = policy({ ...ROOT, Principal: { AWS: APP }, Action: ["kms:Encrypt", "kms:Decrypt"] });
  await write(page, /^Key policy/, text, false);
  await expect(effect(page)).toContainText("It locks you out.");
  await expect(effect(page)).toContainText("and nobody else could either. KMS will refuse it.");
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(page.getByRole("main")).toContainText(
    "The new key policy will not allow you to update the key policy in the future.",
  );
  await page.getByLabel(/Skip the lockout check/).check();
  await expect(effect(page)).toContainText("You have switched the check off, so KMS takes it.");
  await page.getByRole("button", { name: "Put this policy" }).click();
  await expect(said(page)).toContainText("has a new key policy");
  await look(page, "role Admin", "PutKeyPolicy");
  await expect(why(page)).toContainText("✕ refused");
});

test("an edit that breaks a pin says so before it is saved, and the matrix afterwards", async ({ page }) => {
  await open(page);
  await look(page, "role Report", "Decrypt");
  await why(page).getByRole("button", { name: "must stay denied" }).click();
  await expect(cell(page, "role Report", "Decrypt")).toHaveAccessibleName(/, pinned denied$/);
  await page.reload();
  await expect(cell(page, "role Report", "Decrypt")).toHaveAccessibleName(/, pinned denied$/);
  await write(page, /^role Report/, policy({ Effect: "Allow", Action: "kms:*", Resource: "*" }), false);
  await expect(effect(page)).toContainText("It breaks a pin.");
  await expect(effect(page)).toContainText("You pinned that role Report must never be allowed to Decrypt.");
  await page.getByRole("button", { name: "Save this policy" }).click();
  await page.getByRole("tab", { name: "Who may what" }).click();
  await expect(page.getByRole("region", { name: "Who may do what" })).toContainText("A pin is broken.");
});

test("administrators and users as the console writes them, and what an administrator can give itself", async ({
  page,
}) => {
  await open(page, "&view=documents");
  await page.getByText("Key administrators and key users, as AWS’s console writes them").click();
  await expect(page.getByRole("main")).toContainText("an administrator can give itself use of it");
  await page.getByRole("group", { name: "Key administrators" }).getByLabel("role Admin, Blue").check();
  await page.getByRole("group", { name: "Key users" }).getByLabel("role Report, Blue").check();
  await page.getByRole("button", { name: "Write these statements into the text" }).click();
  await expect(editor(page)).toContainText("Allow access for Key Administrators");
  await expect(effect(page)).toContainText("✓ role Report gains Decrypt");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(editor(page)).not.toContainText("Allow access for Key Administrators");
});

test("actions, condition keys and principals are completed, and faults stand at their lines", async ({ page }) => {
  await open(page, "&view=documents");
  await rewrite(editor(page), '{\n"Statement": [{"Action": "kms:GenerateDataKeyPairW"}]}');
  await editor(page).press("Control+End");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: "kms:GenerateDataKeyPairWithoutPlaintext" }).click();
  await expect(editor(page)).toContainText('"kms:GenerateDataKeyPairWithoutPlaintext"}');
  await rewrite(editor(page), '{\n  "Statement": [\n    { "Action": "kms:Encrpyt", }\n  ]\n}');
  await expect(page.getByRole("list", { name: "Faults" })).toContainText("Line 3: There is a comma too many before }.");
  await rewrite(editor(page), policy({ ...ROOT, Action: "kms:Encrpyt" }));
  await expect(page.getByRole("list", { name: "Faults" })).toContainText(
    "Line 10: KMS has no action kms:Encrpyt: this never matches.",
  );
  await rewrite(editor(page), policy(ROOT, { ...ROOT, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Nobody` } }));
  await expect(page.getByRole("list", { name: "Faults" })).toContainText(
    "Line 13: Policy contains a statement with one or more invalid principals.",
  );
  await expect(effect(page)).toContainText("AWS would refuse it. MalformedPolicyDocumentException");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("by keyboard alone: one tab stop, arrows through the matrix, a cell opens its why and is pinned", async ({
  page,
}) => {
  await open(page);
  await expect(page.getByRole("grid").getByRole("button").first()).toBeVisible();
  await page.getByRole("tab", { name: "Who may what" }).focus();
  await page.keyboard.press("Tab");
  while ((await page.evaluate(() => document.activeElement?.closest("[role=grid]"))) === null)
    await page.keyboard.press("Tab");
  await expect(cell(page, "role App", "Encrypt")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await expect(cell(page, "role Report", "Decrypt")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(why(page)).toContainText("Role Report, Decrypt");
  await page.keyboard.press("Control+End");
  await expect(cell(page, "role GreenEtl", "PutKeyPolicy")).toBeFocused();
  await page.keyboard.press("Control+Home");
  await expect(cell(page, "the root user", "Encrypt").first()).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await expect(why(page)).toContainText("The root user, PutKeyPolicy");
  while ((await page.evaluate(() => document.activeElement?.textContent)) !== "must stay allowed")
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("the root user, PutKeyPolicy is pinned: must stay allowed.");
});

test("on a phone one principal at a time is a list, and a cell opens right below it", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await expect(page.getByRole("grid")).toBeHidden();
  await page.getByRole("combobox", { name: "Who", exact: true }).selectOption({ label: "role Report" });
  await page
    .getByRole("list", { name: "What role Report may do" })
    .getByRole("button", { name: /may not Decrypt/ })
    .click();
  await expect(why(page)).toContainText("Role Report, Decrypt");
});

for (const theme of ["light", "dark"]) {
  test(`the place is fit to be shown at three sizes, ${theme}`, async ({ page }) => {
    test.slow();
    await open(page);
    await page.evaluate((name) => localStorage.setItem("keyglass.theme", name), theme);
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      for (const [view, shown] of [
        ["who", page.getByRole("complementary", { name: "Why" })],
        ["documents", editor(page)],
        ["accounts", page.getByRole("figure", { name: "What each signature is worth" })],
      ] as const) {
        await page.goto(`/access${ADMIN}&view=${view}`);
        await expect(shown).toBeVisible();
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
          `${view} scrolls sideways at ${width}`,
        ).toBe(0);
        expect(await accessibilityViolations(page), `${view}, ${name}`).toEqual([]);
        await picture(page, `screens/access-${view}-${name}-${theme}`);
      }
    }
  });
}
