import type { Page } from "@playwright/test";

/** From the next page on, what a page sends to the engine and to the application can be delayed with `slow`. */
export const delayable = (page: Page): Promise<unknown> => page.addInitScript(delay);

/** Ms that every message of the page to the engine and to the application waits from now on. */
export const slow = (page: Page, ms: number): Promise<void> =>
  page.evaluate((lag) => void Object.assign(globalThis, { lag }), ms);

/** Runs in the page before its scripts. */
function delay(): void {
  const scope = globalThis as unknown as { lag: number };
  scope.lag = 0;
  for (const { prototype } of [MessagePort, Worker]) {
    const post = prototype.postMessage as (...args: unknown[]) => void;
    prototype.postMessage = function (this: MessagePort | Worker, ...args: unknown[]) {
      if (scope.lag === 0) post.apply(this, args);
      else setTimeout(() => post.apply(this, args), scope.lag);
    } as typeof post;
  }
}
