import { AS_ADMIN } from "../e2e/drills/ledger.ts";
import { twoTabs, untilOtherShows } from "../e2e/drills/two-tabs.ts";
import { repeats, row, type Bench, type Row } from "./lib/bench.ts";
import { addressOf } from "./lib/built-app.ts";
import { launch } from "./lib/pages.ts";

export const title = "Two tabs of the built app: from CreateAlias asked in one to its name on the other's screen";

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const tabs = await twoTabs(context, `${await addressOf(bench)}/keys${AS_ADMIN}`);
    await untilOtherShows(tabs, 0); // compiles
    const waits: number[] = [];
    for (let turn = 1; turn <= 2 * repeats; turn++) waits.push(await untilOtherShows(tabs, turn));
    return [row("shown by the other tab", waits, "ms", { atMost: 1_000 })];
  } finally {
    await browser.close();
  }
}
