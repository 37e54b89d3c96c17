import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { measureBudget } from "../scripts/budget.mjs";
import { repeats, row, type Bench, type Row } from "./lib/bench.ts";
import { addressOf } from "./lib/built-app.ts";
import { launch } from "./lib/pages.ts";

export const title = "First visit in the built app: an empty profile, from navigation to the sealed sample at rest";

interface Visit {
  /** Ms on the page's own clock, which starts with the navigation. */
  readonly painted: number;
  readonly resting: number;
  /** The scripts that the page's own thread has fetched by then: paths. */
  readonly scripts: readonly string[];
}

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  const address = `${await addressOf(bench)}/`;
  try {
    const visits: Visit[] = [];
    for (let repeat = 0; repeat < repeats + 2; repeat++) {
      // A context of its own has an empty profile: no cache, no database.
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.addInitScript(watch);
      const page = await context.newPage();
      await page.goto(address);
      visits.push(await page.evaluate(() => (globalThis as unknown as { visit: Promise<Visit> }).visit));
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
      { name: "main-thread scripts fetched by then, gzip -9", ...fetched(bench, cold.scripts) },
      { name: "of which the entry and its static imports", value: measureBudget().kilobytes, unit: "kB" },
    ];
  } finally {
    await browser.close();
  }
}

/** An entry that imports the rest dynamically would pass any budget of static imports, so what was really fetched is weighed. */
function fetched({ root }: Bench, scripts: readonly string[]): Pick<Row, "value" | "unit" | "atMost"> {
  const sizes = scripts.map((name) => gzipSync(readFileSync(path.join(root, "dist", name)), { level: 9 }).length);
  return { value: sizes.reduce((sum, size) => sum + size, 0) / 1000, unit: "kB", atMost: measureBudget().limit };
}

/** Runs in the page before its scripts. */
function watch(): void {
  const { promise, resolve } = Promise.withResolvers<Visit>();
  (globalThis as unknown as { visit: Promise<Visit> }).visit = promise;
  const atRest = (): boolean => {
    // The resting picture offers to go through it from the start, and each of its steps can be gone to.
    const button = [...document.querySelectorAll("button")].find(
      ({ textContent }) => textContent === "Step through it",
    );
    const steps = [...(button?.closest("nav")?.querySelectorAll<HTMLButtonElement>("ol button") ?? [])];
    return button?.disabled === false && steps.length > 0 && steps.every(({ disabled }) => !disabled);
  };
  const seen = new MutationObserver(() => {
    if (!atRest()) return;
    seen.disconnect();
    // At rest when the frame with it has been drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        const resting = performance.now();
        const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
        const scripts = performance
          .getEntriesByType("resource")
          .map(({ name }) => new URL(name).pathname)
          .filter((name) => name.endsWith(".js") && !name.includes("worker"));
        resolve({ painted, resting, scripts: [...new Set(scripts)] });
      }),
    );
  });
  seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}
