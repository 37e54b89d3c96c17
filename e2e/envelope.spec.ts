import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { rewrite } from "./rewrite.ts";

/** The sentence of the beat that is shown. */
const sentence = (page: Page) => page.getByTestId("sentence");
const step = (page: Page) => page.locator('nav[aria-label="Beats"] [aria-current="step"]');
const tried = (page: Page) => page.getByRole("region", { name: "What was tried" });
const application = (page: Page) => page.getByRole("region", { name: "Your application" });
const insideKms = (page: Page) => page.getByRole("region", { name: "Inside KMS" });

async function visit(page: Page, address = "/"): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled({ timeout: 15_000 });
}

test("a first visit finds the sample really sealed and rests, without motion, on the last beat", async ({ page }) => {
  await page.goto("/");
  await expect(sentence(page)).toContainText("12.0 MB lies on the disk", { timeout: 15_000 });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await expect(step(page)).toHaveText("Store the envelope");
  await expect(application(page)).toContainText("orders-2026.csv.envelope");
  await expect(application(page)).toContainText("data key, bytes overwritten after");
  await expect(page.getByRole("complementary", { name: "X-ray of GenerateDataKey" })).toBeVisible();
  await page.getByRole("button", { name: "Step through it" }).click();
  await expect(step(page)).toHaveText("A file and a key");
  await expect(page).toHaveURL(/beat=1/);
});

test("the beats are walked with the keyboard alone, forward and back, and nothing runs again", async ({ page }) => {
  await visit(page);
  const last = await sentence(page).textContent();
  await page.keyboard.press("Home");
  const labels = [
    "A file and a key",
    "Ask for a data key",
    "Two copies return",
    "Encrypt here",
    "Forget the clear copy",
    "Store the envelope",
  ];
  for (const [index, label] of labels.entries()) {
    await expect(step(page)).toHaveText(label);
    if (label === "Ask for a data key") {
      // The answer is left open, so that a class can guess it.
      const xray = page.getByRole("complementary", { name: "X-ray of GenerateDataKey" });
      await expect(xray.locator('[data-state="passed"]')).toHaveCount(3);
      await expect(xray).not.toContainText("allowed");
    }
    if (label === "Two copies return") {
      await expect(sentence(page)).toContainText("0 of 12.0 MB went to KMS");
      await expect(application(page)).toContainText("exposed from now on");
      await expect(insideKms(page)).toContainText("draws the data key: 32 random bytes");
    }
    await page.keyboard.press(index % 2 === 0 ? "ArrowRight" : "PageDown");
  }
  await expect(sentence(page)).toHaveText(last ?? "");
  await page.keyboard.press("PageUp");
  await expect(step(page)).toHaveText("Forget the clear copy");
  await page.keyboard.press("ArrowLeft");
  await expect(step(page)).toHaveText("Encrypt here");
  await page.keyboard.press("End");
  await expect(step(page)).toHaveText("Store the envelope");
  await expect(page.getByTestId("announcer")).toContainText("lies on the disk");
});

test("a block of code that has the focus scrolls by the keys that elsewhere walk the beats", async ({ page }) => {
  await visit(page, "/?beat=3");
  await page.getByRole("button", { name: /Application composes/ }).click();
  const code = page.getByRole("figure", { name: "The request’s members" });
  await code.focus();
  for (const key of ["PageDown", "End", "PageUp", "Home", "ArrowRight"]) await page.keyboard.press(key);
  await expect(code).toBeFocused();
  await expect(step(page)).toHaveText("Two copies return");
});

test("a link to a beat works on an empty profile: the sample is sealed first", async ({ page }) => {
  await page.goto("/?beat=3");
  await expect(step(page)).toHaveText("Two copies return", { timeout: 15_000 });
  await expect(sentence(page)).toContainText("KMS hands back the same new key twice");
});

test("the picture's text follows the beat", async ({ page }) => {
  await visit(page, "/?beat=3");
  await page.getByText("As text").click();
  const list = page.getByRole("list", { name: "The picture as text" });
  await expect(list).toContainText("data key in the clear, 32 bytes");
  await expect(list).toContainText("no envelope yet");
  await page.getByRole("button", { name: "Store the envelope" }).click();
  await expect(list).toContainText("Disk of your application: orders-2026.csv.envelope");
  await expect(list).not.toContainText("in the clear");
  await expect(list).toContainText("overwritten after");
});

test("a bit of the wrapped key altered: KMS refuses, and the check is named", async ({ page }) => {
  await visit(page);
  await page.getByRole("heading", { name: "The wrapped key, byte by byte" }).scrollIntoViewIfNeeded();
  const bytes = page.getByRole("region", { name: "The wrapped key, byte by byte" }).getByRole("toolbar");
  await bytes
    .getByRole("button", { name: /, data key, encrypted$/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Flip bit 0" }).click();
  await expect(tried(page)).toContainText(
    "Role App could not open it: KMS says no at stage 8, the HSM (InvalidCiphertextException). The authentication tag does not match",
  );
  await expect(insideKms(page)).toContainText("Stage 8, the HSM, says no.");
  await expect(page.getByRole("complementary", { name: "X-ray of Decrypt" })).toBeVisible();
  // Old and new stand in the grid, the panel stays open on that byte, and the picture marks the wrapped key alone.
  await expect(bytes.getByRole("button", { name: /, data key, encrypted, altered to / })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(page.getByText(/^0x.. = .* → 0x.. = /)).toBeVisible();
  await expect(application(page)).toContainText("127 bytes, one bit altered");
  await expect(application(page)).not.toContainText("a copy with one bit altered");
  await expect(application(page)).toContainText("12.0\u00a0MB, 46\u00a0frames");
  // The run is kept like any other: the link leads to it.
  const said = (await sentence(page).textContent()) ?? "";
  await page.reload();
  await expect(sentence(page)).toHaveText(said, { timeout: 15_000 });
  await expect(bytes.getByRole("button", { name: /, data key, encrypted, altered to / })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await bytes
    .getByRole("button", { name: /, material$/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Flip bit 7" }).click();
  await expect(insideKms(page)).toContainText("a material that this KMS key never had");
});

test("a bit of the envelope's header altered: the application refuses, and hands out nothing", async ({ page }) => {
  await visit(page);
  await page.getByText("The envelope file, byte by byte").click();
  const bytes = page.getByRole("toolbar", { name: /orders-2026\.csv\.envelope/ });
  await bytes
    .getByRole("button", { name: /, envelope id$/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Flip bit 0" }).click();
  await expect(tried(page)).toContainText(
    "KMS unwrapped the key, but the application’s own check of the header says no. The header's tag does not hold",
  );
  await expect(sentence(page)).toContainText("No plaintext is handed out.");
  await expect(application(page)).toContainText("a copy with one bit altered");
  await bytes
    .getByRole("button", { name: /, magic$/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Flip bit 0" }).click();
  await expect(tried(page)).toContainText("KMS was not asked, as the application’s own check of the format says no.");
});

test("another context does not open the envelope, and both contexts are shown", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Swap the context" }).click();
  await expect(sentence(page)).toContainText("InvalidCiphertextException");
  await expect(tried(page)).toContainText("Sealed with the context order = 1001, asked with the context order = 1002.");
  await expect(step(page)).toHaveText("KMS refuses");
  await page.getByRole("button", { name: "Back to the sealed envelope" }).click();
  await expect(page.getByRole("heading", { name: "Seal an envelope" })).toBeVisible();
});

test("after an act the keyboard goes on from Next, with the sentence in sight, and Next stays where it is", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await visit(page);
  await page.getByRole("link", { name: "Break it" }).click();
  await expect(page.getByRole("heading", { name: "Break it" })).toBeFocused();
  await expect(
    page.getByText("Each of these really tries to open the envelope, as role App unless the button names another."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Swap the context" }).press("Enter");
  const goOn = page.getByRole("button", { name: "Step through it" });
  await expect(tried(page)).toBeVisible();
  await expect(goOn).toBeFocused();
  await expect(sentence(page)).toBeInViewport({ ratio: 1 });
  const before = await goOn.boundingBox();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(step(page)).toHaveText("Ask KMS to unwrap");
  expect((await page.getByRole("button", { name: "Next" }).boundingBox())?.y).toBe(before?.y);
  await page.getByRole("button", { name: "Open it" }).press("Enter");
  await expect(sentence(page)).toContainText("bytes are overwritten");
  await expect(goOn).toBeFocused();
});

test("from what was tried a way leads to the beat that shows it, wherever the reader has gone since", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await visit(page);
  await page.getByRole("button", { name: "Swap the context" }).click();
  await expect(tried(page)).toContainText("KMS says no at stage 8, the HSM");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(step(page)).toHaveText("Ask KMS to unwrap");
  await tried(page).getByRole("button", { name: "Show it in the picture" }).click();
  await expect(step(page)).toHaveText("KMS refuses");
  await expect(sentence(page)).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("button", { name: "Step through it" })).toBeFocused();
});

test("the X-ray stays in sight beside what is being broken", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await visit(page);
  await page.getByRole("link", { name: "Break it" }).click();
  await expect(page.getByRole("heading", { name: "X-ray of GenerateDataKey" })).toBeInViewport();
});

async function undo(page: Page, operation: string): Promise<void> {
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: `Undo ${operation}` }).click();
  await page.keyboard.press("Escape");
}

test("a rotated key still opens what its first material sealed", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: /^Rotate first/ }).click();
  await expect(tried(page)).toContainText("RotateKeyOnDemand as role Admin: done.");
  await expect(tried(page)).toContainText("names material 1; the KMS key now uses material 2");
  await expect(insideKms(page)).toContainText("this call: number 1");
  await expect(sentence(page)).toContainText("KMS used material 1, although alias/orders now works with material 2.");
  await undo(page, "RotateKeyOnDemand");
  await expect(sentence(page)).toContainText("To open the envelope again, KMS must be asked again.");
  await expect(tried(page)).toContainText("the KMS key then used material 2");
  await expect(tried(page)).toContainText("the rotation was taken back: the KMS key uses material 1 again");
});

test("a disabled key refuses, and opens again once it is enabled", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Disable the key as role Admin" }).click();
  await expect(sentence(page)).toContainText("DisabledException");
  await expect(insideKms(page)).toContainText("Stage 7, key state, says no.");
  await page.getByRole("button", { name: "Enable it again as role Admin" }).click();
  await expect(tried(page)).toContainText("Role App opened it.");
  await page.getByRole("button", { name: "Disable the key as role Admin" }).click();
  await expect(page.getByRole("button", { name: "Enable it again as role Admin" })).toBeVisible();
  await undo(page, "DisableKey");
  await expect(tried(page)).toContainText("Since then it has changed: the KMS key is Enabled.");
  await expect(page.getByRole("button", { name: "Enable it again as role Admin" })).toHaveCount(0);
  // The seat is back where it was.
  await page.getByRole("button", { name: "Swap the context" }).click();
  await expect(tried(page)).toContainText("Role App could not open it");
});

test("who administers the key is found by asking, whatever the name", async ({ page }) => {
  await page.goto("/world");
  await page.getByRole("button", { name: /^role Admin/, expanded: false }).click();
  await page.getByRole("button", { name: "Delete role Admin" }).click();
  await page.getByRole("button", { name: /^user Zoe/, expanded: false }).click();
  await page.getByRole("button", { name: "New inline policy for Zoe" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("all");
  const Statement = { Effect: "Allow", Action: "kms:*", Resource: "*" };
  await rewrite(dialog.getByLabel("Policy document, as JSON"), JSON.stringify({ Version: "2012-10-17", Statement }));
  await dialog.getByRole("button", { name: "Put policy" }).click();
  await expect(dialog).toHaveCount(0);
  await visit(page);
  await page.getByRole("button", { name: "Disable the key as user Zoe" }).click();
  await expect(tried(page)).toContainText("DisableKey as user Zoe: done.");
});

test("who may not use the key does not open it, and the wrong key does not either", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Open as role Report" }).click();
  await expect(sentence(page)).toContainText("AccessDeniedException");
  await expect(insideKms(page)).toContainText("Stage 6, authorization, says no.");
  // Role App may not use the other key, so somebody who may use both makes the mistake, and the button says who.
  await page.getByRole("button", { name: "Use the wrong key as role Admin (made first)" }).click();
  await expect(tried(page)).toContainText("CreateKey as role Admin: done.");
  await expect(tried(page)).toContainText("KMS says no at stage 7, the blob’s key (IncorrectKeyException).");
  // However long the result is, the stage's name stands on one line.
  const name = page.locator('[data-stage="check"]').getByText("Key state, usage", { exact: true });
  expect((await name.boundingBox())?.height).toBeLessThan(30);
  await page.getByRole("button", { name: "Use the wrong key as role Admin", exact: true }).click();
  await expect(tried(page)).not.toContainText("CreateKey");
  await expect(tried(page)).toContainText("KMS says no at stage 7, the blob’s key (IncorrectKeyException).");
});

test("a file of one's own is sealed, downloaded, and opens again after a reload", async ({ page }) => {
  await visit(page);
  const clear = Buffer.from("The quick brown fox\n".repeat(50_000));
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await dialog.getByLabel("Your own file").setInputFiles({ name: "fox.txt", mimeType: "text/plain", buffer: clear });
  await dialog.getByLabel("pair 1 value").fill("2002");
  await dialog.getByRole("button", { name: "Seal it" }).click();
  await expect(application(page)).toContainText("fox.txt.envelope");
  await expect(application(page)).toContainText("order = 2002");

  const sealedDownload = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the sealed file" }).click();
  const sealed = await readFile(await (await sealedDownload).path());
  expect(sealed.subarray(0, 4).toString()).toBe("KGEV");
  expect(sealed.includes("quick brown fox")).toBe(false);

  await page.reload();
  await expect(application(page)).toContainText("fox.txt.envelope");
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByRole("heading", { name: "Open an envelope" })).toBeVisible();
  const openedDownload = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the opened file" }).click();
  expect(await readFile(await (await openedDownload).path())).toEqual(clear);

  // The downloaded envelope comes back as a file of the computer, after its own copy is gone from the disk.
  await page.getByRole("button", { name: "Envelopes" }).click();
  await page.getByRole("button", { name: "Delete fox.txt.envelope from the disk" }).click();
  await page.getByRole("button", { name: "Delete it for good" }).click();
  await expect(page.getByRole("button", { name: "Delete fox.txt.envelope from the disk" })).toHaveCount(0);
  await page
    .getByLabel("An envelope from this computer")
    .setInputFiles({ name: "fox.txt.envelope", mimeType: "", buffer: sealed });
  await expect(sentence(page)).toContainText("The clear key’s bytes are overwritten");
  await expect(application(page)).toContainText("fox.txt");
});

test("a cut file is refused by name", async ({ page }) => {
  await visit(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the sealed file" }).click();
  const sealed = await readFile(await (await download).path());
  await page.getByRole("button", { name: "Envelopes" }).click();
  await page
    .getByLabel("An envelope from this computer")
    .setInputFiles({ name: "cut.envelope", mimeType: "", buffer: sealed.subarray(0, 1_000_000) });
  await expect(sentence(page)).toContainText("it was cut off");
  await expect(step(page)).toHaveText("A check fails");
});

test("a file that is no envelope is drawn as what it is", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Envelopes" }).click();
  await page
    .getByLabel("An envelope from this computer")
    .setInputFiles({ name: "hello.txt", mimeType: "text/plain", buffer: Buffer.from("hello world") });
  await expect(application(page)).toContainText("11\u00a0bytes, no readable envelope");
  await expect(application(page)).not.toContainText("wrapped");
  await expect(insideKms(page)).toContainText("No envelope could be read from the file, so KMS was not asked.");
  // There is nothing to break.
  await expect(page.getByRole("button", { name: "Break it" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Swap the context" })).toHaveCount(0);
});

test("a file is dropped on the place, and another one on the dialog that asks about it: the last one is sealed", async ({
  page,
}) => {
  await visit(page);
  const drop = async (on: Locator, name: string): Promise<void> => {
    const dataTransfer = await page.evaluateHandle((name) => {
      const files = new DataTransfer();
      files.items.add(new File(["three boxes"], name));
      return files;
    }, name);
    await on.dispatchEvent("dragover", { dataTransfer });
    await on.dispatchEvent("drop", { dataTransfer });
  };
  await drop(application(page), "first.txt");
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await expect(dialog).toContainText("first.txt, 11\u00a0bytes");
  await drop(dialog.getByText("Depth"), "second.txt");
  await expect(dialog).toContainText("second.txt, 11\u00a0bytes");
  await dialog.getByRole("button", { name: "Seal it" }).click();
  await expect(application(page)).toContainText("second.txt.envelope");
});

test("in another Region the card says where the key lives, and the acts that tell nothing are off", async ({
  page,
}) => {
  await visit(page);
  await page.goto("/?region=eu-west-1");
  await expect(insideKms(page)).toContainText("Lives in us-east-1; you are in eu-west-1.", { timeout: 15_000 });
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeDisabled();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(sentence(page)).toContainText("alias/orders lives in us-east-1; you are in eu-west-1.");
  await page.getByRole("button", { name: "Go to us-east-1" }).click();
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled();
});

test("an envelope whose KMS key is destroyed opens for nobody, and the page says so before it is tried", async ({
  page,
}) => {
  await visit(page);
  await page.goto("/keys?who=111122223333:role/Admin");
  await page.getByRole("table").getByRole("link", { name: "alias/orders" }).click();
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  await page.getByRole("dialog").getByLabel("Waiting period in days").fill("7");
  await page.getByRole("dialog").getByRole("button", { name: "Schedule deletion" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Envelope" }).click();
  await expect(page.getByText("alias/orders waits for its deletion")).toBeVisible();
  await page.getByRole("button", { name: /^When/ }).click();
  await page.getByRole("button", { name: "+30 days" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.keyboard.press("Escape");
  await expect(insideKms(page)).toContainText(/Destroyed on \d+ \w+ \d{4}; nothing opens this any more\./);
  await expect(sentence(page)).toContainText(/alias\/orders was destroyed on .*: nothing opens this any more\./);
  for (const name of [/^Swap the context/, /^Use the wrong key/, /^Disable the key/, /^Rotate first/])
    await expect(page.getByRole("button", { name })).toBeDisabled();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(step(page)).toHaveText("KMS refuses");
  await expect(sentence(page)).toContainText("nothing opens this any more");
});

test("keys nest three deep, one beat for each", async ({ page }) => {
  await visit(page);
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await dialog.getByLabel("Depth").selectOption("3");
  await dialog.getByRole("button", { name: "Seal it" }).click();
  const beats = page.locator('nav[aria-label="Beats"] li');
  await expect(beats).toHaveText([
    "A file and a key",
    "Ask for a data key",
    "Two copies return",
    "Wrap key 2",
    "Wrap data key",
    "Encrypt here",
    "Forget the clear copy",
    "Store the envelope",
  ]);
  await expect(application(page)).toContainText("2 further wrapped keys");
  const levels = page.getByRole("navigation", { name: "Levels, from the KMS key on" });
  await expect(levels).toContainText("alias/orders");
  await expect(page.getByText("After these, folded: orders-2026.csv, encrypted.")).toBeVisible();
  await levels.getByRole("button", { name: "data key" }).click();
  await expect(page.getByText("Before these, folded: alias/orders.")).toBeVisible();
  // KMS locks the first key and nothing else; the file, encrypted, is locked by the data key.
  const boxes = page.getByRole("list", { name: "Which key opens what" }).getByRole("listitem");
  await expect(boxes).toHaveText([
    /locked by key 1.*key 2/,
    /key 2 opens.*locked by key 2.*data key/,
    /locked by data key.*encrypted/,
  ]);
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(beats).toContainText(["Unwrap key 2", "Unwrap data key"]);
});

test("a second tab of the same world has the runs of the first", async ({ page, context }) => {
  await visit(page);
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByRole("heading", { name: "Open an envelope" })).toBeVisible();
  // A run that takes long is shown before the address names it.
  await page.waitForURL(/[?&]run=/);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByRole("heading", { name: "Open an envelope" })).toBeVisible({ timeout: 15_000 });
  await expect(sentence(second)).toHaveText((await sentence(page).textContent()) ?? "");
});

test("with motion reduced nothing travels between two beats", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await visit(page);
  await page.getByRole("button", { name: "Back", exact: true }).click();
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => (effect as KeyframeEffect | null)?.pseudoElement?.includes("group")).length,
  );
  expect(moving).toBe(0);
  await expect(step(page)).toHaveText("Forget the clear copy");
});
