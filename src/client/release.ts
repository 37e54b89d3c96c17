/** Nobody listens at the other end, and what is sent there is dropped at once. */
let nowhere: MessagePort | null = null;

/**
 * Gives a buffer back to the browser now, and not when its garbage collector comes by. What WebCrypto returns is always a new buffer, and
 * while the old ones wait to be collected each new one is made of memory that the kernel has to hand out page by page: in Chromium, frames of
 * 256 KiB are sealed many times faster when the last frame's memory serves the next (`npm run bench -- frames`). The buffer is detached.
 */
export function release(buffer: ArrayBuffer): void {
  if (nowhere === null) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nowhere = port1;
  }
  nowhere.postMessage(null, [buffer]);
}
