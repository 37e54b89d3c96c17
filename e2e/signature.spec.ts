import { type Locator, type Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { picture } from "./picture.ts";

/** The X-ray of the data key that sealed the sample, with the front door's stage open. */
async function openFrontDoor(page: Page): Promise<Locator> {
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await page
    .getByRole("link", { name: /GenerateDataKey/ })
    .first()
    .click();
  const xray = page.getByRole("region", { name: "X-ray" });
  await xray.getByRole("button", { name: /Front door/ }).click();
  await expect(xray.getByRole("heading", { name: "Change something and send it again" })).toBeVisible();
  return xray;
}

const outcomeIn = (xray: Locator): Locator => xray.getByRole("region", { name: "What came of it" });

test("a class reads how a request is signed: canonical request, string to sign, four keys, signature", async ({
  page,
}) => {
  const xray = await openFrontDoor(page);
  await expect(xray.getByRole("row", { name: /^Signature/ })).toContainText("✓ yes");
  await expect(xray.getByRole("row", { name: /^Region key fed with us-east-1/ })).toContainText("✓ yes");
  await xray.getByRole("button", { name: /Signs/ }).click();
  await expect(xray.getByRole("figure", { name: "The canonical request" })).toContainText(
    "x-amz-target:TrentService.GenerateDataKey",
  );
  await expect(xray.getByRole("figure", { name: "The string to sign", exact: true })).toContainText("AWS4-HMAC-SHA256");
  const chain = xray.getByRole("figure", { name: "The signing key’s chain" });
  for (const fed of [/^Date \d{8}/, /^Region us-east-1/, /^Service kms/, /^Terminator aws4_request/])
    await expect(chain.getByRole("row", { name: fed })).toContainText(/32 bytes, print [0-9a-f]{4} [0-9a-f]{4}/);
});

test("a changed header: KMS refuses, and the first difference is marked", async ({ page }) => {
  const xray = await openFrontDoor(page);
  await xray.getByLabel("New value").fill("TrentService.Decrypt");
  await xray.getByRole("button", { name: "Send it" }).click();
  const outcome = outcomeIn(xray);
  await expect(outcome.getByRole("heading", { name: "✕ KMS says InvalidSignatureException" })).toBeVisible();
  await expect(outcome.getByRole("figure", { name: "KMS’s answer" })).toContainText(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  );
  const lines = outcome.getByRole("figure", { name: "Both canonical requests, line by line" });
  await expect(lines.getByText("The first difference")).toHaveCount(1);
  await expect(lines.getByRole("listitem").filter({ hasText: "The first difference" })).toContainText(
    "Signed: x-amz-target:TrentService.GenerateDataKeyArrived: x-amz-target:TrentService.Decrypt",
  );
  await expect(page.getByRole("status").filter({ hasText: "InvalidSignatureException" })).toBeAttached();
  await outcome.getByRole("link", { name: "X-ray of this call" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Decrypt" })).toBeVisible();
  await expect(page.getByText("None: CloudTrail logs only callers whom AWS knows.")).toBeVisible();
  await expect(page.getByRole("region", { name: "X-ray" }).getByText("The first difference")).toBeVisible();
});

test("a header that nobody signed may be changed", async ({ page }) => {
  const xray = await openFrontDoor(page);
  await xray.getByLabel("Header", { exact: true }).selectOption("user-agent");
  await xray.getByRole("button", { name: "Send it" }).click();
  await expect(outcomeIn(xray)).toContainText("user-agent is not among the signed headers");
});

test("an expired signature is refused by the clock, before anything is computed", async ({ page }) => {
  const xray = await openFrontDoor(page);
  await xray.getByRole("radio", { name: "The clock" }).check();
  await xray.getByLabel("The application’s clock is").selectOption("6 minutes slow");
  await xray.getByRole("button", { name: "Send it" }).click();
  const outcome = outcomeIn(xray);
  await expect(outcome.getByRole("figure", { name: "KMS’s answer" })).toContainText(
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  );
  await expect(outcome).toContainText("KMS looks at the time before it computes anything");
  await xray.getByLabel("The application’s clock is").selectOption("4 minutes slow");
  await xray.getByRole("button", { name: "Send it" }).click();
  await expect(outcome).toContainText("4 minutes are within the five that it allows");
});

test("one bit of the secret, by keyboard alone: the same request, another key, another signature", async ({ page }) => {
  const xray = await openFrontDoor(page);
  await xray.getByRole("radio", { name: "One header" }).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowDown");
  await expect(xray.getByRole("radio", { name: "One bit of the secret" })).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(xray.getByRole("button", { name: "Send it" })).toBeFocused();
  await page.keyboard.press("Enter");
  const outcome = outcomeIn(xray);
  await expect(outcome).toContainText("Both canonical requests are the same, and both strings to sign.");
  await expect(outcome.getByText("The first difference")).toHaveCount(0);
  await expect(outcome.getByRole("row", { name: /^Hash of the canonical request/ })).toContainText("✓ yes");
  for (const name of ["Secret access key", "Date key", "Region key", "Service key", "Terminator key", "Signature"])
    await expect(outcome.getByRole("row", { name: new RegExp(`^${name}`) })).toContainText("✕ no");
});

test("a byte of the body: only its hash, the last line, is another", async ({ page }) => {
  const xray = await openFrontDoor(page);
  await xray.getByRole("radio", { name: "One byte of the body" }).check();
  await xray.getByRole("button", { name: "Send it" }).click();
  const lines = outcomeIn(xray).getByRole("figure", { name: "Both canonical requests, line by line" });
  await expect(lines.getByRole("listitem").last()).toContainText("The first difference");
});

test("the experiment is fit to be shown, at three sizes, in three themes", async ({ page }) => {
  test.slow();
  const xray = await openFrontDoor(page);
  await xray.getByRole("button", { name: "Send it" }).click();
  await expect(outcomeIn(xray)).toBeVisible();
  for (const theme of ["light", "dark", "presenter"]) {
    await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
    for (const { name, width, height } of [
      { name: "desk", width: 1440, height: 900 },
      { name: "projector", width: 1280, height: 720 },
      { name: "phone", width: 390, height: 844 },
    ]) {
      await page.setViewportSize({ width, height });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        `scrolls sideways at ${width}`,
      ).toBe(0);
      expect(await accessibilityViolations(page), `${theme}, ${name}`).toEqual([]);
      await outcomeIn(xray).screenshot({ path: `e2e/output/screens/signature-${name}-${theme}.png` });
    }
  }
  await xray.getByRole("button", { name: /Signs/ }).click();
  await expect(xray.getByRole("figure", { name: "The signing key’s chain" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await picture(page, "screens/signing-phone-presenter");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.evaluate(() => (document.documentElement.dataset["theme"] = "light"));
  await picture(page, "screens/signing-projector-light");
});
