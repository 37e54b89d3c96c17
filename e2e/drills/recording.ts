/** Everything that reaches a page by message, as text: bytes as hex, whatever they lay in. */
import type { BrowserContext } from "@playwright/test";

/** To be called before a page of the context opens. The messages arrive in `record` while the page runs. */
export async function recordMessages(context: BrowserContext, record: string[]): Promise<void> {
  await context.exposeBinding("recordMessage", (_source, text: string) => {
    record.push(text);
  });
  await context.addInitScript(listenIn);
}

/** Runs in the page before its own scripts. */
function listenIn(): void {
  const { recordMessage } = globalThis as unknown as { recordMessage: (text: string) => Promise<void> };
  const seen = new WeakSet<Event>();
  const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const isByte = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256;
  const asText = (value: unknown): string => {
    if (value instanceof ArrayBuffer) return `bytes ${hex(new Uint8Array(value))}`;
    if (ArrayBuffer.isView(value))
      return `bytes ${hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
    if (value instanceof Blob) return `blob of ${value.size} bytes`;
    if (value instanceof CryptoKey) return "a key handle";
    if (value instanceof Map || value instanceof Set) return asText([...value]);
    if (Array.isArray(value) && value.length >= 8 && value.every(isByte)) return `bytes ${hex(Uint8Array.from(value))}`;
    if (Array.isArray(value)) return `[${value.map(asText).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
    return `{${Object.entries(value)
      .map(([name, inner]) => `${name}:${asText(inner)}`)
      .join(",")}}`;
  };
  const note = (event: Event): void => {
    if (!(event instanceof MessageEvent) || seen.has(event)) return;
    seen.add(event);
    void recordMessage(asText(event.data));
  };
  const { addEventListener } = EventTarget.prototype;
  const watched = new WeakSet<EventTarget>();
  const watch = (target: EventTarget): void => {
    if (watched.has(target)) return;
    watched.add(target);
    addEventListener.call(target, "message", note, true);
  };
  EventTarget.prototype.addEventListener = function (
    this: EventTarget,
    ...args: Parameters<EventTarget["addEventListener"]>
  ) {
    if (args[0] === "message") watch(this ?? globalThis);
    addEventListener.apply(this ?? globalThis, args);
  };
  for (const prototype of [MessagePort.prototype, Worker.prototype, BroadcastChannel.prototype]) {
    const own = Object.getOwnPropertyDescriptor(prototype, "onmessage");
    if (own?.set === undefined) continue;
    const { set } = own;
    Object.defineProperty(prototype, "onmessage", {
      ...own,
      set(this: EventTarget, listener: unknown) {
        watch(this);
        set.call(this, listener);
      },
    });
  }
}
