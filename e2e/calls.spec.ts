import { type Page } from "@playwright/test";
import { answering, ask, giveHands } from "./drills/hands.ts";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { picture } from "./picture.ts";

const SIZES = [
  { name: "desk", width: 1440, height: 900 },
  { name: "projector", width: 1280, height: 720 },
  { name: "phone", width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark", "presenter"] as const;

/** A world with something in its log: the sample, sealed on a first visit, and one refusal. */
async function sealAndBeRefused(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  await page.getByRole("button", { name: /^Who/ }).click();
  await page.getByRole("button", { name: /^role Report/ }).click();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByText(/AccessDenied/).first()).toBeVisible();
}

test("every call is listed, newest first, and filters stand in the address", async ({ page }) => {
  await sealAndBeRefused(page);
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await expect(page.getByRole("link", { name: /Decrypt/ }).first()).toBeVisible();
  await page.getByLabel("Result").selectOption("error");
  await expect(page).toHaveURL(/result=error/);
  await expect(page.getByRole("link", { name: /GenerateDataKey/ })).toHaveCount(0);
  await page.getByLabel("Result").selectOption("");
  await page.getByLabel("Operation").selectOption("GenerateDataKey");
  await expect(page.getByRole("link", { name: /Decrypt/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Operation")).toHaveValue("GenerateDataKey");
});

test("what a filter found is said, kept on the way back from a call, and each call names its key in one way", async ({
  page,
}) => {
  await sealAndBeRefused(page);
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await expect(page.getByText(/^\d+ calls in this world’s log$/)).toBeVisible();
  // The envelope names its key by ARN; in the list it is the one key that it is, whoever named it how.
  const refused = page.getByRole("row", { name: /Decrypt/ }).first();
  await expect(refused).toContainText("alias/orders");
  await expect(refused.getByTitle(/^arn:aws:kms:.*:key\//)).toHaveText("alias/orders");
  await page.getByLabel("Result").selectOption("error");
  await expect(page.getByText(/^1 of \d+ calls fits$/)).toBeVisible();
  await expect(page.getByTestId("announcer")).toHaveText(/^1 of \d+ calls fits\.$/);
  await page.getByRole("link", { name: /Decrypt/ }).click();
  await expect(page.getByText("Role Report asked for Decrypt on alias/orders, and stage 6")).toBeVisible();
  await expect(
    page.getByText(/^In plain words: The key policy leaves it to IAM, and no IAM policy of role Report/),
  ).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "All calls" }).click();
  await expect(page.getByLabel("Result")).toHaveValue("error");
  await page.getByLabel("Who").selectOption({ label: "role Admin" });
  await expect(page.getByText(/^None of \d+ calls fits: Refused, by role Admin\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Show all calls" }).click();
  await expect(page.getByTestId("announcer")).toHaveText(/^\d+ calls in this world’s log\.$/);
  await page.getByLabel("Operation").selectOption("AssumeRole");
  await expect(page.getByRole("row", { name: /AssumeRole/ }).first()).toContainText("Amazon EC2, for role");
});

test("whoever comes back from a call finds the list where they left it", async ({ page, context }) => {
  await giveHands(context);
  await page.goto("/calls");
  await answering(page, 15_000);
  for (let call = 0; call < 150; call++)
    await ask(page, "application", "call", ["GenerateRandom", { NumberOfBytes: 1 }]);
  await expect(page.getByText(/^15\d calls/)).toBeVisible();
  await page.mouse.move(600, 500);
  const at = () => page.evaluate(() => window.scrollY);
  while ((await at()) < 2_500) await page.mouse.wheel(0, 500);
  await page.waitForTimeout(500); // a wheel turns out smoothly
  const left = await at();
  const boxes = await page
    .getByRole("link", { name: "GenerateRandom" })
    .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
  const inSight = boxes.findIndex((top) => top > 300 && top < 600);
  await page.getByRole("link", { name: "GenerateRandom" }).nth(inSight).click();
  await expect(page.getByRole("heading", { level: 1, name: "GenerateRandom" })).toBeVisible();
  await page.goBack();
  await expect.poll(async () => Math.abs((await at()) - left)).toBeLessThan(100);
});

test("one call opens to its ten stages, its CloudTrail record and its other forms, without a secret", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await page
    .getByRole("link", { name: /GenerateDataKey/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "GenerateDataKey" })).toBeVisible();
  const xray = page.getByRole("region", { name: "X-ray" });
  for (const name of [
    "Application composes",
    "Signs",
    "Network",
    "Front door",
    "Locates",
    "Authorizes",
    "Key state",
    "HSM",
    "Audit",
    "Responds",
  ]) {
    await expect(xray.getByText(name).first()).toBeVisible();
  }
  const told: Record<string, string> = { Signs: "AWS4-HMAC-SHA256", Responds: "«32 bytes, print" };
  for (const name of ["Application composes", "Signs", "Front door", "Authorizes", "HSM", "Responds"]) {
    const stage = xray.getByRole("button", { name: new RegExp(name) });
    if ((await stage.getAttribute("aria-expanded")) === "false") await stage.click();
    await expect(stage).toHaveAttribute("aria-expanded", "true");
    await expect(xray).toContainText(told[name] ?? name);
  }
  await expect(page.getByRole("figure", { name: "The CloudTrail record" }).first()).toContainText(
    '"eventName": "GenerateDataKey"',
  );
  await page.mouse.wheel(0, 20_000);
  const forms = page.getByRole("region", { name: "The same call as" });
  for (const [form, text] of [
    ["CLI", "aws kms generate-data-key"],
    ["SDK", "new GenerateDataKeyCommand("],
    ["HTTP", "X-Amz-Target: TrentService.GenerateDataKey"],
    ["CloudTrail", '"eventSource": "kms.amazonaws.com"'],
  ] as const) {
    await forms.getByRole("radio", { name: form }).focus();
    await page.keyboard.press("Space");
    await expect(forms).toContainText(text, { ignoreCase: true });
  }
});

test("a first look at an empty log teaches the first move", async ({ page }) => {
  await page.goto("/calls");
  await expect(page.getByRole("heading", { level: 1, name: "Calls" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("the log and one call are fit to be shown, at three sizes, in three themes", async ({ page }) => {
  test.slow();
  await sealAndBeRefused(page);
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  const call = await page
    .getByRole("link", { name: /GenerateDataKey/ })
    .first()
    .getAttribute("href");
  for (const theme of THEMES) {
    await page.evaluate((name) => localStorage.setItem("keyglass.theme", name), theme);
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      for (const [place, path] of [
        ["calls", "/calls"],
        ["call", call ?? ""],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const shown =
          place === "calls"
            ? page.getByRole("link", { name: /GenerateDataKey/ })
            : page.getByRole("heading", { name: "GenerateDataKey" });
        await expect(shown.first()).toBeVisible();
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
          `${place} scrolls sideways at ${width}`,
        ).toBe(0);
        expect(await accessibilityViolations(page), `${place}, ${theme}, ${name}`).toEqual([]);
        await picture(page, `screens/${place}-${name}-${theme}`);
      }
    }
  }
});
