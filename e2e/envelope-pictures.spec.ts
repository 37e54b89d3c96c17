/** Pictures of every beat in two themes and three sizes, and on a projector, for the eye; each without an accessibility violation. */
import type { Page } from "@playwright/test";
import { accessibilityViolations, expect, test } from "./fixtures.ts";
import { picture, screenPicture } from "./picture.ts";

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "laptop", width: 1280, height: 720 },
  { name: "phone", width: 390, height: 844 },
] as const;
const PROJECTOR = { name: "projector", width: 1280, height: 720 } as const;
/** There the page scrolls to what a step changed, so what the screen shows is a picture of its own. */
const SCROLLS: readonly string[] = ["phone", "projector"];
const BEATS = 6;

for (const [theme, sizes] of [
  ["light", SIZES],
  ["dark", SIZES],
  ["presenter", [PROJECTOR]],
] as const) {
  for (const { name, width, height } of sizes) {
    test(`every beat, ${theme}, ${name}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme: theme === "dark" ? "dark" : "light", reducedMotion: "reduce" });
      if (theme === "presenter") await page.addInitScript(() => localStorage.setItem("keyglass.theme", "presenter"));
      await page.setViewportSize({ width, height });
      await page.goto("/?beat=1");
      await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled({ timeout: 15_000 });
      for (let beat = 1; beat <= BEATS; beat++) {
        if (beat > 1) await page.getByRole("button", { name: "Next" }).click();
        await expect(page).toHaveURL(new RegExp(`beat=${beat}`));
        await expect(
          page
            .locator('nav[aria-label="Beats"] li')
            .nth(beat - 1)
            .getByRole("button"),
        ).toHaveAttribute("aria-current", "step");
        await look(page, `envelope-${theme}-${name}-${beat}`, SCROLLS.includes(name));
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wider, "the page scrolls sideways").toBe(0);
      }
      await page.getByRole("button", { name: "Swap the context" }).click();
      await expect(page.getByRole("region", { name: "What was tried" })).toBeVisible();
      await look(page, `envelope-${theme}-${name}-refused`, false);
    });
  }
}

async function look(page: Page, name: string, screenToo: boolean): Promise<void> {
  if (screenToo) await screenPicture(page, `pictures/${name}-screen`);
  await picture(page, `pictures/${name}`);
  expect(await accessibilityViolations(page)).toEqual([]);
}
