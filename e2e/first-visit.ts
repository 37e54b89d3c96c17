/** A first visit, watched from inside the page: when its picture rests, and what its own thread has fetched by then. */
import type { BrowserContext, Page } from "@playwright/test";

export interface Visit {
  /** Ms on the page's own clock, which starts with the navigation. */
  readonly painted: number;
  readonly resting: number;
  /** The scripts that the page's own thread had asked for by then: paths. */
  readonly scripts: readonly string[];
  /** The sum of the layout shifts by then. */
  readonly shifted: number;
  /** What moved, when and from where to where: for the message of a test. */
  readonly shifts: readonly string[];
}

/** For a context of its own, which has an empty profile: no cache, no database. */
export async function watchVisits(context: BrowserContext): Promise<void> {
  await context.addInitScript(watch);
}

/** @returns once the sample is sealed and the picture of it rests. */
export async function visited(page: Page): Promise<Visit> {
  return page.evaluate(() => (globalThis as unknown as { visit: Promise<Visit> }).visit);
}

/** Runs in the page before its scripts. */
function watch(): void {
  const { promise, resolve } = Promise.withResolvers<Visit>();
  (globalThis as unknown as { visit: Promise<Visit> }).visit = promise;
  let shifted = 0;
  const shifts: string[] = [];
  type Box = DOMRectReadOnly;
  type Shift = PerformanceEntry & {
    value: number;
    sources: { node: Node | null; previousRect: Box; currentRect: Box }[];
  };
  const box = ({ x, y, width, height }: Box): string => `${x},${y} ${width}×${height}`;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      shifted += entry.value;
      for (const { node, previousRect, currentRect } of entry.sources) {
        const name = node instanceof Element ? node.outerHTML : (node?.textContent ?? "gone");
        shifts.push(`${entry.startTime} ms: ${box(previousRect)} → ${box(currentRect)}: ${name.slice(0, 160)}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  const atRest = (): boolean => {
    // The resting picture offers to go through it from the start, and each of its steps can be gone to.
    const button = [...document.querySelectorAll("button")].find(
      ({ textContent }) => textContent === "Step through it",
    );
    const steps = [...(button?.closest("nav")?.querySelectorAll<HTMLButtonElement>("ol button") ?? [])];
    return button?.disabled === false && steps.length > 0 && steps.every(({ disabled }) => !disabled);
  };
  const tell = (resting: number): void => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
    const scripts = performance
      .getEntriesByType("resource")
      .filter(({ startTime }) => startTime <= resting)
      .map(({ name }) => new URL(name).pathname)
      .filter((name) => name.endsWith(".js") && !/\.worker-[^/]*$/.test(name));
    resolve({ painted, resting, scripts: [...new Set(scripts)], shifted, shifts });
  };
  const seen = new MutationObserver(() => {
    if (!atRest()) return;
    seen.disconnect();
    // At rest when the frame with it has been drawn. A script asked for before then is listed when it has come.
    requestAnimationFrame(() => setTimeout(() => setTimeout(tell, 500, performance.now())));
  });
  seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}
