/** The world's clock plays fast while its tab is reloaded, its engine killed, its browser killed: no time is ever shown a second time. */
import { expect, test, type Page } from "@playwright/test";
import { MortalBrowser } from "./browser.ts";
import { answering, ask } from "./hands.ts";
import { AS_ADMIN } from "./ledger.ts";

const whole = process.env["KEYGLASS_DRILL"] === "whole";
/** The page gives an engine up that ends five times in a minute. */
const roundsOf = (end: string): number => (whole && end !== "the engine killed" ? 12 : 3);
const DAY = 86_400_000;
/** Six hours a second: the 30 days of the key are over after two minutes. */
const RATE = 6 * 3_600;

const ENDS = {
  "the tab reloaded": async (_: MortalBrowser, page: Page) => {
    await page.reload();
    return page;
  },
  "the engine killed": async (browser: MortalBrowser, page: Page) => {
    expect(await browser.killEngine()).toBe(1);
    return page;
  },
  "the browser killed": async (browser: MortalBrowser, page: Page) => {
    const address = page.url();
    await browser.kill();
    await browser.start();
    return browser.open(address);
  },
} as const;

for (const [end, bring] of Object.entries(ENDS)) {
  test(`six hours a second, and ${end} again and again: time never goes back`, async ({ baseURL }) => {
    test.setTimeout(whole ? 600_000 : 120_000);
    const browser = new MortalBrowser();
    try {
      await browser.start();
      let page = await browser.open(`${baseURL}keys${AS_ADMIN}`);
      await answering(page, 20_000);
      const { items } = await ask(page, "engine", "keys", [{}, null, 1]);
      const KeyId = items[0]?.keyId ?? "";
      await ask(page, "engine", "setClock", [{ rate: RATE }]);
      const scheduled = await ask(page, "application", "call", [
        "ScheduleKeyDeletion",
        { KeyId, PendingWindowInDays: 30 },
      ]);
      expect(scheduled.ok).toBe(true);
      let days = 30;
      const jumps: number[] = [];
      for (let round = 0; round < roundsOf(end); round++) {
        await page.waitForTimeout(300 + Math.random() * 900);
        const before = await shown(page);
        const begun = performance.now();
        page = await bring(browser, page);
        await answering(page, 20_000);
        const after = await shown(page);
        expect(after, `shown after ${end}, round ${round + 1}`).toBeGreaterThanOrEqual(before);
        jumps.push((after - before) / DAY);
        // Time may have gone on meanwhile, and be ahead by the lead of two seconds; it must not have run away.
        const most = ((performance.now() - begun) / 1000 + 3) * RATE * 1000;
        expect(after - before).toBeLessThan(most);
        const left = await daysLeft(page);
        if (left === null) break; // it has had its 30 days
        expect(left).toBeLessThanOrEqual(days);
        days = left;
      }
      const { items: calls } = await ask(page, "engine", "calls", [{ result: "error" }, null, 10]);
      expect(calls.map(({ operation, who, error }) => `${operation} ${who} ${error?.name}`)).toEqual([]);
      console.log(`  ${end}: ${jumps.map((jump) => jump.toFixed(2)).join(", ")} days further each time`);
    } finally {
      await browser.remove();
    }
  });
}

/** World time as the top bar says it, to the minute, ms since 1970. */
async function shown(page: Page): Promise<number> {
  const text = await page.getByRole("button", { name: /^When/ }).textContent();
  const [, date] = /(\d+ \w+ \d{4}, \d\d:\d\d)/.exec(text ?? "") ?? [];
  expect(date, `a time in “${text}”`).toBeDefined();
  return Date.parse(`${date?.replace(",", "")} UTC`);
}

async function daysLeft(page: Page): Promise<number | null> {
  const text = await page.locator("body").innerText();
  const [, days] = /PendingDeletion · (\d+) d/.exec(text) ?? [];
  return days === undefined ? null : Number(days);
}
