/** The built app in a browser, with hands in its page (e2e/drills/hands.ts). */
import type { Browser, Page } from "@playwright/test";
import { giveHands, answering, ask } from "../../e2e/drills/hands.ts";
import type { Bench } from "./bench.ts";

export { ask };

/** A page of the built app in a fresh profile, both workers up and the sample sealed. */
export async function openApp(bench: Bench, browser: Browser, search = ""): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await giveHands(context);
  const page = await context.newPage();
  await page.goto(`${await addressOf(bench)}/${search}`);
  await answering(page, 30_000);
  await atRest(page);
  return page;
}

let address: Promise<string> | null = null;
/** One server for all benches of a run. */
export function addressOf(bench: Bench): Promise<string> {
  address ??= bench.serve();
  return address;
}

/** Waits until the sample that a first visit seals lies on the disk. */
export async function atRest(page: Page): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const runs = await ask(page, "application", "runs", []);
    if (runs.length > 0 && runs.every(({ outcome }) => outcome !== "running")) return;
    await page.waitForTimeout(50);
  }
  throw new Error("The sample was not sealed.");
}
