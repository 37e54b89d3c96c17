/** Two tabs of one profile, which share an engine. */
import type { BrowserContext, Page } from "@playwright/test";
import { answering, ask, giveHands } from "./hands.ts";

type Tabs = readonly [Page, Page];

export async function twoTabs(context: BrowserContext, address: string): Promise<Tabs> {
  await giveHands(context);
  const tabs: Tabs = [await context.newPage(), await context.newPage()];
  for (const tab of tabs) {
    await tab.goto(address);
    await answering(tab, 20_000);
  }
  return tabs;
}

/** One tab gives a key an alias; resolves when the other one, which shows the keys, shows it: with the ms since it was asked. */
export async function untilOtherShows(tabs: Tabs, turn: number): Promise<number> {
  const [from, to] = turn % 2 === 0 ? tabs : [tabs[1], tabs[0]];
  const shown = to.getByText(`seen-${turn}`, { exact: false }).first();
  const made = await ask(from, "application", "call", ["CreateKey", { Description: `turn ${turn}` }]);
  const { KeyId } = made.output["KeyMetadata"] as { KeyId: string };
  const begun = performance.now();
  const aliased = await ask(from, "application", "call", [
    "CreateAlias",
    { AliasName: `alias/seen-${turn}`, TargetKeyId: KeyId },
  ]);
  if (!aliased.ok) throw new Error(`CreateAlias was refused: ${JSON.stringify(aliased.error)}`);
  await shown.waitFor({ timeout: 15_000 });
  return performance.now() - begun;
}
