/** Pictures of every beat in two themes and three sizes, for the eye; each of them without an accessibility violation. */
import { accessibilityViolations, expect, test } from "./fixtures.ts";

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "laptop", width: 1280, height: 720 },
  { name: "phone", width: 390, height: 844 },
] as const;
const BEATS = 6;

for (const scheme of ["light", "dark"] as const) {
  for (const { name, width, height } of SIZES) {
    test(`every beat, ${scheme}, ${name}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
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
        await page.screenshot({ path: `e2e/output/pictures/envelope-${scheme}-${name}-${beat}.png` });
        expect(await accessibilityViolations(page)).toEqual([]);
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wider, "the page scrolls sideways").toBe(0);
      }
      await page.getByRole("button", { name: "Swap the context" }).click();
      await expect(page.getByRole("region", { name: "What was tried" })).toBeVisible();
      await page.screenshot({ path: `e2e/output/pictures/envelope-${scheme}-${name}-refused.png` });
      expect(await accessibilityViolations(page)).toEqual([]);
    });
  }
}
