import type { Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { ADMIN, create, dialog } from "./key-pages.ts";
import { picture } from "./picture.ts";

const SIZES = [
  { name: "desk", width: 1440, height: 900 },
  { name: "phone", width: 390, height: 844 },
] as const;

const said = (page: Page) => page.getByTestId("announcer");
const state = (page: Page) => page.locator("dt", { hasText: /^State$/ }).locator("+ dd");

const open = (page: Page, tab: string) => page.getByRole("tab", { name: tab }).click();

/** The page at a desk and on a phone, light and dark: nothing sticks out, and axe has nothing to say. */
async function looksRight(page: Page, place: string): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(sideways, `${place} scrolls sideways at ${width}, ${theme}`).toBe(0);
      await picture(page, `screens/kinds-${place}-${name}-${theme}`);
    }
    expect(await accessibilityViolations(page), `${place}, ${theme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("an RSA key signs a text; the signature holds for it, and for nothing else", async ({ page }) => {
  test.setTimeout(90_000);
  await create(page, "signer", { usage: "SIGN_VERIFY", spec: "RSA_2048" });
  await open(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("I owe you one coffee.");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  const signature = page.getByRole("region", { name: "Signature" });
  await expect(signature).toContainText("256 bytes, RSASSA_PKCS1_V1_5_SHA_256, RAW");
  await signature.getByRole("button", { name: "Verify" }).click();
  await expect(signature).toContainText("the signature belongs to this text and this key");
  await signature.getByRole("button", { name: "Alter one bit, then check" }).click();
  await expect(signature).toContainText("KMSInvalidSignatureException");
  await page.getByLabel("Text", { exact: true }).fill("I owe you two coffees.");
  await signature.getByRole("button", { name: "Verify" }).click();
  await expect(said(page)).toContainText("KMS refused Verify: KMSInvalidSignatureException");
  await page.getByLabel("Signing algorithm").selectOption("RSASSA_PSS_SHA_384");
  await page.getByLabel("Message type").selectOption("DIGEST");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(signature).toContainText("RSASSA_PSS_SHA_384, DIGEST");
  await signature.getByRole("button", { name: "Verify" }).click();
  await expect(signature).toContainText("the signature belongs to this text and this key");
  await page.getByRole("button", { name: "Disable" }).click();
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(state(page)).toHaveText("Disabled");
  await page.getByRole("button", { name: "Get the public key" }).click();
  await expect(page.getByRole("figure", { name: "the public key, as PEM" })).toContainText("BEGIN PUBLIC KEY");
  await expect(page.getByText(/Fingerprint, SHA-256: ([0-9a-f]{2}:){31}[0-9a-f]{2}/)).toBeVisible();
  await looksRight(page, "sign");
});

test("an HMAC key makes a MAC that is checked, and an RSA key encrypts up to its own wall", async ({ page }) => {
  test.setTimeout(60_000);
  await create(page, "checks", { usage: "GENERATE_VERIFY_MAC" });
  await open(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("order 7");
  await page.getByRole("button", { name: "Make a MAC" }).click();
  const mac = page.getByRole("region", { name: "MAC" });
  await expect(mac).toContainText("32 bytes, HMAC_SHA_256");
  await mac.getByRole("button", { name: "Check", exact: true }).click();
  await expect(mac).toContainText("the MAC belongs to this text and this key");
  await mac.getByRole("button", { name: "Alter one bit, then check" }).click();
  await expect(mac).toContainText("KMSInvalidMacException");

  await create(page, "letters", { spec: "RSA_2048" });
  await open(page, "Use it");
  await page.getByRole("button", { name: "Fill to 191" }).click();
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(page.getByRole("main")).toContainText("cannot encrypt data larger than 190 bytes.");
  await page.getByRole("button", { name: "Fill to 190" }).click();
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await expect(dialog(page).getByLabel("Encryption algorithm")).toHaveValue("RSAES_OAEP_SHA_256");
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toContainText("......");
});

test("two keys agree on a secret, and a post-quantum key carries one", async ({ page }) => {
  test.setTimeout(60_000);
  await create(page, "agree", { usage: "KEY_AGREEMENT", spec: "ECC_NIST_P256" });
  await open(page, "Use it");
  await page.getByRole("button", { name: "Create a second key" }).click();
  await page.getByRole("button", { name: "Derive on both sides" }).click();
  const secrets = page.getByRole("region", { name: "Secrets" });
  await expect(secrets).toContainText("Both sides have the same secret");
  const [here, there] = await secrets.getByRole("definition").allTextContents();
  expect(here).toMatch(/^32 bytes, print [0-9a-f]{4} [0-9a-f]{4}$/);
  expect(there).toBe(here);
  await looksRight(page, "agree");

  await create(page, "post-quantum", { usage: "ENCAPSULATE_DECAPSULATE" });
  await open(page, "Use it");
  await page.getByRole("button", { name: "Encapsulate and decapsulate" }).click();
  await expect(secrets).toContainText("sent as 1,088 bytes");
  await expect(secrets).toContainText("Both sides have the same secret.");
  await page.getByRole("button", { name: "Alter one bit, then decapsulate" }).click();
  await expect(secrets).toContainText("Another secret, and no error");
});

test("imported material goes at once and comes back only as the same bytes", async ({ page }) => {
  test.setTimeout(90_000);
  await create(page, "mine", { origin: "EXTERNAL" });
  await expect(state(page)).toHaveText("PendingImport");
  await looksRight(page, "waits");
  await page.getByRole("button", { name: "Import key material" }).click();
  await expect(dialog(page)).toContainText("32 new random bytes, made in the application");
  await dialog(page).getByLabel("KMS deletes it").selectOption("30");
  await looksRight(page, "import");
  await dialog(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog(page)).toBeHidden({ timeout: 15_000 });
  await expect(state(page)).toHaveText("Enabled");
  await open(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("under my own key");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await open(page, "Material");
  await expect(page.getByText(/KMS deletes it by itself/)).toBeVisible();
  await looksRight(page, "imported");
  await page.getByRole("button", { name: "Delete imported material…" }).click();
  await expect(dialog(page)).toContainText("with no waiting period");
  await dialog(page).getByRole("button", { name: "Delete material" }).click();
  await expect(state(page)).toHaveText("PendingImport");

  await open(page, "Use it");
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page)).toContainText("is pending import.");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Import the same material again" }).click();
  await dialog(page).getByRole("radio", { name: "32 new random bytes" }).check();
  await dialog(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog(page)).toContainText("IncorrectKeyMaterialException", { timeout: 15_000 });
  await dialog(page)
    .getByRole("radio", { name: /Held already: material of alias\/mine/ })
    .check();
  await dialog(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog(page)).toBeHidden({ timeout: 15_000 });
  await expect(state(page)).toHaveText("Enabled");
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toContainText("under my own key");
  await page.keyboard.press("Escape");

  await open(page, "Material");
  await expect(page.getByRole("button", { name: "Rotate now" })).toHaveCount(0);
  await page.getByRole("button", { name: "Import new material to rotate to" }).click();
  await dialog(page).getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog(page)).toBeHidden({ timeout: 15_000 });
  await page.getByRole("button", { name: "Rotate now" }).click();
  await dialog(page).getByRole("button", { name: "Rotate now" }).click();
  await expect(page.getByRole("row", { name: /^2, in use/ })).toBeVisible();
});

test("a multi-Region key is replicated, opens there what was sealed here, and hands on its primary place", async ({
  page,
}) => {
  test.setTimeout(90_000);
  await create(page, "everywhere", { regions: "Multi-Region" });
  const regions = page.getByRole("region", { name: "Regions" });
  await expect(regions).toContainText("one Region so far");
  await regions.getByLabel("Another Region").selectOption("eu-west-1");
  await regions.getByRole("button", { name: "Replicate there" }).click();
  const replica = regions.getByRole("row", { name: /^eu-west-1 replica/ });
  await expect(replica).toContainText("Enabled", { timeout: 15_000 });
  await looksRight(page, "regions");
  await open(page, "Use it");
  await page.getByLabel("Text", { exact: true }).fill("sealed in us-east-1");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await expect(said(page)).toContainText("encrypted under");
  await regions.getByRole("button", { name: "Make eu-west-1 the primary" }).click();
  await dialog(page).getByRole("button", { name: "Make it the primary" }).click();
  await expect(regions.getByRole("row", { name: /^eu-west-1 primary/ })).toContainText("Enabled", { timeout: 15_000 });
  await regions.getByRole("button", { name: "Go to eu-west-1" }).click();
  await expect(page).toHaveURL(/region=eu-west-1/);
  await expect(regions).toContainText("This is the primary key");
  await page.getByRole("button", { name: "Open text 1, sealed" }).click();
  await dialog(page).getByRole("button", { name: "Decrypt" }).click();
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toContainText("sealed in us-east-1");
  await expect(dialog(page).getByRole("region", { name: "Opened" })).toContainText("KMS used material 1.");
});

test("what a key is for decides which specs are offered; the dialog is fit to be seen", async ({ page }) => {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  const form = dialog(page);
  await expect(form.getByLabel("What it is for")).toHaveValue("ENCRYPT_DECRYPT");
  await expect(form.getByLabel("Key spec")).toHaveValue("SYMMETRIC_DEFAULT");
  await form.getByLabel("What it is for").selectOption("ENCAPSULATE_DECAPSULATE");
  await expect(form.getByLabel("Key spec")).toHaveValue("ML_KEM_768");
  await expect(form.getByLabel("Key spec").getByRole("option")).toHaveCount(3);
  await form.getByLabel("What it is for").selectOption("SIGN_VERIFY");
  await expect(form.getByLabel("Key spec").getByRole("option")).toHaveCount(11);
  await form.getByRole("radio", { name: "EXTERNAL" }).check();
  await expect(form).toContainText("You bring the material.");
  await looksRight(page, "create");
});
