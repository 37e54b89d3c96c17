/** The application's worker stands still, or is only busy: the page notices the one and leaves the other alone. */
import { expect, test, type Page, type Worker } from "@playwright/test";
import { MortalBrowser } from "./browser.ts";
import { atRest, endOf, seal, startedAgain, withFiles } from "./sealing.ts";

const whole = process.env["KEYGLASS_DRILL"] === "whole";
const plan = whole ? { hangs: 3, mebibytes: 4_096 } : { hangs: 1, mebibytes: 256 };

test("an application that stands still is started again; what it owed ends in an error, and a new file is sealed", async ({
  baseURL,
}) => {
  test.setTimeout(60_000 + plan.hangs * 60_000);
  await inBrowser(`${baseURL}`, async (page, file) => {
    for (let hang = 0; hang < plan.hangs; hang++) {
      const still = standStill(page);
      const begun = performance.now();
      await page.getByRole("button", { name: "Swap the context" }).click();
      await expect(startedAgain(page)).toBeVisible({ timeout: 15_000 });
      console.log(`  started again ${(performance.now() - begun).toFixed(0)} ms after the question that it owed`);
      const said = "That could not be done: The application stopped answering.";
      await expect(page.getByTestId("announcer")).toContainText(said);
      await expect.poll(() => page.workers().includes(still), { timeout: 10_000 }).toBe(false);
      expect(page.workers()).toHaveLength(1);

      await expect(startedAgain(page)).toBeHidden({ timeout: 10_000 });
      const after = file(`after-${hang}.bin`, 2);
      await seal(page, after);
      expect(await endOf(page, after)).toBe("sealed");
      await page.getByRole("button", { name: "Swap the context" }).click();
      const tried = page.getByRole("region", { name: "What was tried" });
      await expect(tried).toContainText("InvalidCiphertextException");
    }
  });
});

test(`an application that is busy with ${plan.mebibytes} MiB is left alone`, async ({ baseURL }) => {
  test.setTimeout(whole ? 600_000 : 120_000);
  await inBrowser(`${baseURL}`, async (page, file) => {
    const large = file("large.bin", plan.mebibytes);
    const workers = page.workers();
    const begun = performance.now();
    await seal(page, large);
    expect(await endOf(page, large, whole ? 500_000 : 100_000)).toBe("sealed");
    console.log(`  ${plan.mebibytes} MiB sealed in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    await expect(startedAgain(page)).toHaveCount(0);
    expect(page.workers()).toEqual(workers);
  });
});

/** A browser of our own, since only one with a profile has private files on the disk. */
async function inBrowser(
  address: string,
  run: (page: Page, file: (name: string, mebibytes: number) => string) => Promise<void>,
): Promise<void> {
  const browser = new MortalBrowser();
  try {
    await browser.start();
    const page = await browser.open(address);
    await atRest(page);
    await withFiles((file) => run(page, file));
  } finally {
    await browser.remove();
  }
}

/** An endless loop in the application's worker, in a task of its own: one of the debugger's would not be cut off. */
function standStill(page: Page): Worker {
  const [worker] = page.workers();
  if (worker === undefined) throw new Error("The page has no worker.");
  void worker
    .evaluate(() => {
      setTimeout(() => {
        for (;;);
      });
    })
    .catch(() => {}); // it may stand still before it answers
  return worker;
}
