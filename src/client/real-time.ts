/** Real time, ms since 1970 with fractions. World time is WorldClock's. */
export const now = (): number => performance.timeOrigin + performance.now();

/**
 * Lets the worker hear its messages. A long loop over bytes in memory only ever awaits settled promises, and a message to stop would
 * wait until its end; a message to itself is the quickest way through the queue.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** `ms` may be 0 where the browser's clock is coarse. */
export const perSecond = (bytes: number, ms: number): number => Math.round((bytes * 1000) / Math.max(ms, 0.1));
