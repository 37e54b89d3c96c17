/** Entry of the engine's worker: hands the ambient things to the host. No logic. */
import type { Unfit } from "#glass/pane.ts";
import { Host } from "./host.ts";
import { drawFrom } from "./ids.ts";
import { canKeepKeys } from "./vault/keeping-keys.ts";
import { DexieRegistry, DexieStorage } from "./storage/dexie.ts";

interface Scope {
  onconnect?: unknown;
  addEventListener(type: "connect", listener: (event: MessageEvent) => void): void;
}

const timers = {
  set: (run: () => void, ms: number) => setTimeout(run, ms),
  clear: (timer: unknown) => clearTimeout(timer as number | undefined),
};

const host = new Host({
  build: __BUILD_ID__,
  kind: "durable",
  tools: {
    wall: () => Date.now(),
    steady: () => performance.now(),
    random: drawFrom((pool) => crypto.getRandomValues(pool)),
    timers,
    // oxlint-disable-next-line no-console -- a bug in the engine is loud
    report: (error) => console.error("Keyglass engine:", error),
  },
  registry: new DexieRegistry({ timers }),
  storageOf: (world) => new DexieStorage(world, { timers }),
});

/** Held for as long as this worker lives: tabs notice its death by getting it. */
const live = (): void => void navigator.locks.request(`keyglass-engine-${__BUILD_ID__}`, () => new Promise(() => {}));

const scope = self as unknown as Scope;
if ("onconnect" in scope) {
  const fit = canKeepKeys();
  const meet = async (port: MessagePort): Promise<void> => {
    if (await fit) port.addEventListener("close", host.connect(port));
    else port.postMessage({ event: "unfit" } satisfies Unfit);
  };
  scope.addEventListener("connect", ({ ports: [port] }) => {
    if (port !== undefined) void meet(port);
  });
  void (async () => {
    if (await fit) live();
  })();
} else {
  live();
  host.connect(self);
}
