import type { Page } from "@playwright/test";
import { answering, ask, giveHands } from "./drills/hands.ts";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { pickLargeFile } from "./large-file.ts";

const sentence = (page: Page) => page.getByTestId("sentence");
const tried = (page: Page) => page.getByRole("region", { name: "What was tried" });
const stop = (page: Page) => page.getByRole("button", { name: "Stop", exact: true });
const envelopes = (page: Page) => page.getByRole("dialog", { name: "Envelopes" });

const ADMIN = "arn:aws:iam::111122223333:role/Admin";

async function visit(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled({ timeout: 15_000 });
}

/** All that the page has said since, in order. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const region = document.querySelector("[data-testid=announcer]");
    new MutationObserver(() => {
      if (region?.textContent) said.push(region.textContent);
    }).observe(region as Node, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}

const times = (said: readonly string[], words: string): number => said.filter((each) => each.includes(words)).length;

test("what came of an act is said every time, also when it ended as the one before", async ({ page }) => {
  await visit(page);
  const said = await listen(page);
  const refused = "asked with the context order = 1002. Role App could not open it: KMS says no at stage 8, the HSM";
  for (let act = 1; act <= 2; act++) {
    await page.getByRole("button", { name: "Swap the context" }).click();
    await expect.poll(async () => times(await said(), refused)).toBe(act);
  }
  await page.getByRole("heading", { name: "The wrapped key, byte by byte" }).scrollIntoViewIfNeeded();
  await page
    .getByRole("region", { name: "The wrapped key, byte by byte" })
    .getByRole("toolbar")
    .getByRole("button", { name: /, data key, encrypted$/ })
    .first()
    .click();
  for (const bit of [0, 1]) {
    await page.getByRole("button", { name: `Flip bit ${bit}` }).click();
    await expect.poll(async () => times(await said(), `Bit ${bit} of byte `)).toBe(1);
  }
  // The sentence of the beat is the same for all four, and is said for each.
  expect(times(await said(), "KMS says no to Decrypt: InvalidCiphertextException.")).toBe(4);
});

test("an act that is refused on the way is said, though nothing was opened", async ({ page, context }) => {
  await giveHands(context);
  await visit(page);
  await answering(page, 15_000);
  // As often as AWS lets a key be rotated on demand.
  const [orders] = (await ask(page, "engine", "keys", [{ search: "alias/orders" }, null, 1])).items;
  for (let rotation = 0; rotation < 25; rotation++)
    await ask(page, "application", "call", ["RotateKeyOnDemand", { KeyId: orders?.keyId ?? "" }, { as: ADMIN }]);
  const said = await listen(page);
  for (let act = 1; act <= 2; act++) {
    await page.getByRole("button", { name: /^Rotate first/ }).click();
    await expect(tried(page)).toContainText("So nothing was opened.");
    await expect.poll(async () => times(await said(), "So nothing was opened.")).toBe(act);
  }
  // Its call is shown until the reader walks on.
  await expect(page.getByRole("heading", { name: "X-ray of RotateKeyOnDemand" })).toBeVisible();
  await page.getByRole("button", { name: "Step through it" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "X-ray of GenerateDataKey" })).toBeVisible();
});

test("from one act to the next no other run is shown in between", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Swap the context" }).click();
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("Open an envelope");
  const seen = await page.evaluateHandle(() => {
    const seen = new Set<string | null | undefined>();
    const look = (): void => {
      seen.add(document.querySelector("h1")?.textContent);
      if (document.querySelector("main")?.textContent.includes("The run in the link")) seen.add("strayed");
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  for (let act = 1; act <= 10; act++) {
    const before = page.url();
    await page.getByRole("button", { name: act % 2 === 0 ? "Swap the context" : /^Open as/ }).click();
    await expect(page).not.toHaveURL(before);
    await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled();
  }
  expect(await seen.evaluate((titles) => [...titles])).toEqual(["Open an envelope"]);
});

test("enabling a disabled key again is offered in its own Region only", async ({ page }) => {
  await visit(page);
  const again = page.getByRole("button", { name: /^Enable it again/ });
  await page.getByRole("button", { name: /^Disable the key/ }).click();
  await expect(again).toBeEnabled();
  const moveTo = async (region: string): Promise<void> => {
    await page.getByRole("button", { name: /^Region/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: region }).click();
  };
  await moveTo("eu-west-1");
  await expect(page.getByText("and these calls would go to eu-west-1.")).toBeVisible();
  await expect(again).toHaveCount(0);
  await moveTo("us-east-1");
  await again.click();
  await expect(tried(page)).toContainText("EnableKey as role Admin: done.");
});

test("a long sealing goes on while the reader is elsewhere; who comes back sees it, and can stop it", async ({
  page,
}) => {
  await visit(page);
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await pickLargeFile(dialog, 32);
  await expect(dialog).toContainText("large.bin, 2.1 GB");
  await dialog.getByRole("button", { name: "Seal it" }).click();
  await expect(stop(page)).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Keys", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Keys", exact: true })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Envelope" }).click();
  await expect(page.getByText(/^Sealing: /)).toBeVisible();
  // The clear key's bytes are long gone while the frames are encrypted.
  await expect(sentence(page)).toContainText("Your application encrypts 2.1 GB here, frame by frame.");
  const application = page.getByRole("region", { name: "Your application" });
  await expect(application).toContainText(/data key, bytes\soverwritten\safter/);
  await expect(application).toContainText(/unreadable\shandle\sat\swork/);
  await expect(page.getByRole("button", { name: "Open it" })).toBeDisabled();
  await stop(page).click();
  await expect(sentence(page)).toContainText("You stopped it. Nothing was stored.");
  await expect(stop(page)).toHaveCount(0);
});

test("an envelope is deleted by a second click beside what is lost; then the story says that it is gone", async ({
  page,
}) => {
  await visit(page);
  const said = await listen(page);
  await page.getByRole("button", { name: "Envelopes" }).click();
  // World time, as everywhere.
  await expect(envelopes(page)).toContainText(/, sealed \d+ \w{3} \d{4}, \d\d:\d\d/);
  const remove = envelopes(page).getByRole("button", { name: "Delete orders-2026.csv.envelope from the disk" });
  await remove.press("Enter");
  await expect(envelopes(page)).toContainText("only a copy that you have downloaded can still be opened");
  await expect(envelopes(page).getByRole("button", { name: "Keep it" })).toBeFocused();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(remove).toBeFocused();
  await remove.press("Enter");
  await envelopes(page).getByRole("button", { name: "Delete it for good" }).press("Enter");
  await expect(remove).toHaveCount(0);
  await expect.poll(said).toContain("orders-2026.csv.envelope is deleted from the disk.");
  await expect(envelopes(page).getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByText("This envelope was deleted since")).toBeVisible();
  await expect(sentence(page)).toContainText("was put on the disk");
  await expect(page.getByRole("region", { name: "Your application" })).toContainText("orders-2026.csv.envelope");
  await expect(page.getByRole("button", { name: "Break it" })).toBeDisabled();
});

test("what could not be done is drawn under the steps, until the next thing is done", async ({ page }) => {
  await visit(page);
  await page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new Error("This browser has no room for it.");
    };
  });
  await page.getByRole("button", { name: "Download the sealed file" }).click();
  const fault = page.getByText("That could not be downloaded: This browser has no room for it.");
  await expect(fault.and(page.locator(":visible:not(output *)"))).toBeVisible();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByRole("heading", { name: "Open an envelope" })).toBeVisible();
  await expect(fault.and(page.locator(":visible:not(output *)"))).toHaveCount(0);
});

test("among more than a hundred keys the sample’s is still the one to seal with, and any other is found", async ({
  page,
  context,
}) => {
  await giveHands(context);
  await visit(page);
  await answering(page, 15_000);
  await Promise.all(
    Array.from({ length: 101 }, async (_, i) => {
      const made = await ask(page, "application", "call", ["CreateKey", {}, { as: ADMIN }]);
      const { KeyId } = made.output["KeyMetadata"] as { KeyId: string };
      const AliasName = `alias/a${String(i).padStart(3, "0")}`;
      await ask(page, "application", "call", ["CreateAlias", { AliasName, TargetKeyId: KeyId }, { as: ADMIN }]);
    }),
  );
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  const key = dialog.getByLabel("KMS key");
  await expect(key).toHaveValue("alias/orders");
  await dialog.getByLabel("Search keys").fill("a100");
  await expect(key).toHaveValue("alias/a100");
  await dialog.getByLabel("Search keys").fill("no such key");
  await expect(dialog).toContainText("No key fits.");
  await expect(dialog.getByRole("button", { name: "Seal it" })).toBeDisabled();
  await dialog.getByLabel("Search keys").fill("");
  await expect(key).toHaveValue("alias/orders");
});
