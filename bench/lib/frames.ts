/** The time between a page's animation frames while something is done to it. */
import type { Page } from "@playwright/test";

interface Watch {
  readonly frames: number[];
  running: boolean;
}

/** Ms between frame and frame while `run` runs. */
export async function framesDuring(page: Page, run: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(watch);
  await run();
  return page.evaluate(() => {
    const scope = globalThis as unknown as { watch: Watch };
    scope.watch.running = false;
    return scope.watch.frames;
  });
}

/** Returns at the first frame, so that the wait for it is not counted. */
function watch(): Promise<void> {
  return new Promise((resolve) => {
    const watch: Watch = { frames: [], running: true };
    (globalThis as unknown as { watch: Watch }).watch = watch;
    let last: number | null = null;
    const draw = (): void => {
      const now = performance.now();
      if (last === null) resolve();
      else watch.frames.push(now - last);
      last = now;
      if (watch.running) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
}
