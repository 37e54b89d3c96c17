import { copyFileSync, existsSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { screenPicture } from "./picture.ts";

const PICTURE = "e2e/output/readme.png";
const PLACE = "docs/screenshot.png";

// The README's picture is what this run saw. It is put in its place when there is none, or on request, so that a run leaves no
// changed file behind.
test("the README's picture: two copies of a data key return", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/?beat=3");
  await expect(page.getByText(/KMS hands back the same new key twice/).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "X-ray of GenerateDataKey" })).toBeVisible();
  await screenPicture(page, "readme");
  if (!existsSync(PLACE) || process.env["KEYGLASS_README"] !== undefined) copyFileSync(PICTURE, PLACE);
});
