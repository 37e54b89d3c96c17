/** The real engine over the real disk in a dedicated worker, with floors beside it. */
import { serve } from "#glass/port.ts";
import type { Engine, Tools } from "#engine/api.ts";
import { openEngine } from "#engine/engine.ts";
import { newWorld } from "#engine/new-world.ts";
import { drawFrom } from "#engine/ids.ts";
import { DexieStorage } from "#engine/storage/dexie.ts";
import { Load, type Kind, type Round } from "./load.ts";
import { rawCrypto, rawStore } from "./raw.ts";

export interface EngineBench {
  /** A new world on disk, opened, with so many requests of each kind signed. */
  prepare(kinds: readonly Kind[], count: number): Promise<void>;
  round(kind: Kind, count: number, width?: number): Promise<Round>;
  /** Calls a second. */
  rawCrypto(count: number): Promise<number>;
  /** Creations a second. */
  rawStore(count: number): Promise<number>;
}

const tools: Tools = {
  wall: () => Date.now(),
  steady: () => performance.now(),
  random: drawFrom((pool) => crypto.getRandomValues(pool)),
  timers: { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer as number | undefined) },
  report: (error) => console.error(error),
};

let load: Load;

serve<EngineBench>(self, {
  async prepare(kinds, count) {
    load = new Load(await open(`bench-${crypto.randomUUID()}`));
    for (const kind of kinds) await load.sign(kind, count);
  },
  round: (kind, count, width) => load.round(kind, count, width),
  rawCrypto,
  rawStore,
});

async function open(world: string): Promise<Engine> {
  const storage = new DexieStorage(world);
  await storage.create(await newWorld(tools));
  const stored = await storage.load();
  if (stored === null) throw new Error("a world that was created loads");
  return openEngine({ id: world, name: "Bench" }, stored, storage, tools);
}
