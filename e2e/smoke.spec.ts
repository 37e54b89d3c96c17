import { expect, test } from "./fixtures.ts";

test("the page opens under its strict policy and asks nobody else for anything", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(/Keyglass/);
  await expect(page.locator("#root")).not.toBeEmpty();
});

test("a deep link opens the same page", async ({ page }) => {
  const answer = await page.goto("/keys/mrk.with.dots");
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/Keyglass/);
});

test("every answer carries the policy, worker scripts and errors included", async ({ page, request }) => {
  await page.goto("/");
  const scripts = await page
    .locator("script[src]")
    .evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).src));
  expect(scripts.length).toBeGreaterThan(0);
  for (const address of ["/", ...scripts, "/assets/none.js"]) {
    const headers = (await request.get(address)).headers();
    expect(headers["content-security-policy"], address).toContain("default-src 'none'");
    expect(headers["content-security-policy"], address).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"], address).toBe("nosniff");
  }
});
