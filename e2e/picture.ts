import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

const FOLDER = "e2e/output";

/** The page from its head to its foot, for the eye: `name` within the output of the run, without its ending. */
export async function picture(page: Page, name: string): Promise<void> {
  // What comes when it is scrolled near has to be come near to; what stays in sight would lie over the middle of the page.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await atRest(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true });
}

/** What the screen shows, where it is scrolled to. */
export async function screenPicture(page: Page, name: string): Promise<void> {
  await atRest(page);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

/** Nothing moves any more, and nothing that is shown is still on its way. */
export async function atRest(page: Page): Promise<void> {
  const resting = (): boolean =>
    !document.documentElement.matches(":active-view-transition") &&
    document.getAnimations().length === 0 &&
    document.querySelector('main [aria-busy="true"]') === null;
  await expect.poll(() => page.evaluate(resting), { intervals: [50] }).toBe(true);
}
