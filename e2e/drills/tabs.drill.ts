/** Two tabs, one engine: both change the same world at once, nothing is lost, and each shows the other's work by itself. */
import { expect, test, type Page } from "@playwright/test";
import { readDisk, torn } from "./disk.ts";
import { ask } from "./hands.ts";
import { AS_ADMIN, Ledger } from "./ledger.ts";
import { twoTabs, untilOtherShows } from "./two-tabs.ts";

const whole = process.env["KEYGLASS_DRILL"] === "whole";
const plan = whole ? { acts: 600, tags: 24 } : { acts: 90, tags: 12 };

test("two tabs change one world at once: nothing is lost", async ({ context, baseURL }) => {
  test.setTimeout(120_000);
  const tabs = await twoTabs(context, `${baseURL}${AS_ADMIN}`);
  const ledger = new Ledger();
  const stop = new AbortController();
  const lanes = tabs.flatMap((tab) => Array.from({ length: 4 }, () => ledger.lane(tab, stop.signal)));
  await expect.poll(() => ledger.acts.length, { timeout: 60_000, intervals: [5] }).toBeGreaterThanOrEqual(plan.acts);
  stop.abort();
  await Promise.all(lanes);
  expect(ledger.surprises).toEqual([]);
  for (const tab of tabs) {
    const { total } = await ask(tab, "engine", "keys", [{ search: "drill" }, null, 1]);
    expect(total, "keys that this tab is told of").toBe(ledger.keys.size);
  }
  await settled(tabs[0]);
  const disk = await readDisk(tabs[0]);
  expect(disk === null ? ["the world"] : [...torn(disk), ...ledger.lost(disk)]).toEqual([]);
});

test("two tabs write to one key at once: no update is lost", async ({ context, baseURL }) => {
  const tabs = await twoTabs(context, `${baseURL}${AS_ADMIN}`);
  const made = await ask(tabs[0], "application", "call", ["CreateKey", { Description: "contended" }]);
  const { KeyId, Arn } = made.output["KeyMetadata"] as { KeyId: string; Arn: string };
  const names = Array.from({ length: plan.tags }, (_, at) => `tag-${at}`);
  const refused = await Promise.all(
    names.flatMap((name) =>
      tabs.map(async (tab, at) => {
        const Tags = [{ TagKey: `${at}-${name}`, TagValue: name }];
        return (await ask(tab, "application", "call", ["TagResource", { KeyId, Tags }])).error;
      }),
    ),
  );
  expect(refused.filter((error) => error !== null)).toEqual([]);
  const key = await ask(tabs[1], "engine", "key", [Arn]);
  expect(key?.tags.length).toBe(2 * plan.tags);
});

// How soon is the benches' matter (bench/tabs.bench.ts).
test("what one tab does, the other shows by itself", async ({ context, baseURL }) => {
  const tabs = await twoTabs(context, `${baseURL}keys${AS_ADMIN}`);
  for (let turn = 0; turn < 4; turn++) await untilOtherShows(tabs, turn);
});

/** Records of reads are grouped for a quarter of a second; those of acts lie on disk already. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(600);
}
