import { limit, weigh } from "../scripts/budget.mjs";
import { visited, watchVisits } from "./first-visit.ts";
import { expect, test } from "./fixtures.ts";

for (const [where, width, height] of [
  ["on a desk", 1280, 800],
  ["on a telephone", 412, 823],
] as const) {
  test(`the first picture comes to rest ${where} with little script, and nothing jumps`, async ({ page, context }) => {
    await page.setViewportSize({ width, height });
    await watchVisits(context);
    await page.goto("/");
    const { scripts, shifted, shifts } = await visited(page);
    const { chunks, kilobytes } = weigh(scripts);
    expect(kilobytes, chunks.map((chunk) => `${chunk.file} ${chunk.kilobytes}`).join(", ")).toBeLessThanOrEqual(limit);
    expect(kilobytes).toBeGreaterThan(50); // it weighed something
    expect(shifted, shifts.join("\n")).toBeLessThanOrEqual(0.01);
  });
}

test("before any script, the page shows the frame of its first place, and at another address nothing of it", async ({
  page,
}) => {
  const empty = { contentType: "text/javascript", body: "" };
  await page.route(/\/assets\/.*\.js/, (route) => route.fulfill(empty));
  await page.goto("/");
  await expect(page.locator("h1")).toHaveText("Seal an envelope");
  await expect(page.locator("h1")).toBeVisible();
  await page.goto("/keys");
  await expect(page.locator("h1")).toBeHidden();
});
