import { visited, watchVisits, type Visit } from "../e2e/first-visit.ts";
import { askedFor, limit, weigh } from "../scripts/budget.mjs";
import { repeats, row, type Bench, type Row } from "./lib/bench.ts";
import { addressOf } from "./lib/built-app.ts";
import { launch } from "./lib/pages.ts";

export const title = "First visit in the built app: an empty profile, from navigation to the sealed sample at rest";

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  const address = `${await addressOf(bench)}/`;
  try {
    const visits: Visit[] = [];
    for (let repeat = 0; repeat < repeats + 2; repeat++) {
      // A context of its own has an empty profile: no cache, no database.
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await watchVisits(context);
      const page = await context.newPage();
      await page.goto(address);
      visits.push(await visited(page));
      await context.close();
    }
    const [cold, ...warm] = visits as [Visit, ...Visit[]];
    return [
      row(
        "first picture (first contentful paint)",
        warm.map(({ painted }) => painted),
        "ms",
      ),
      row(
        "sample sealed and picture at rest",
        warm.map(({ resting }) => resting),
        "ms",
        { atMost: 1_000 },
      ),
      row("the same, in a browser that has just started", [cold.resting], "ms"),
      {
        name: "main-thread scripts asked for by then, gzip -9",
        value: weigh(cold.scripts).kilobytes,
        unit: "kB",
        atMost: limit,
      },
      { name: "of which the first script asks for by itself", value: weigh(askedFor()).kilobytes, unit: "kB" },
      {
        name: "layout shifts by then, sum",
        value: Math.max(...visits.map(({ shifted }) => shifted)),
        unit: "",
        atMost: 0.01,
      },
    ];
  } finally {
    await browser.close();
  }
}
