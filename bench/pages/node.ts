/** The engine under Node with the tools of the endpoint and memory as its disk; prints one JSON line. Started by node.bench.ts, built for Node. */
import { openEngine } from "#engine/engine.ts";
import { newWorld } from "#engine/new-world.ts";
import { MemoryStorage } from "#engine/storage/memory.ts";
import { realTools } from "../../src/node/endpoint-world.ts";
import { quickenCrypto } from "../../src/node/quick-crypto.ts";
import { Load, type Kind } from "./load.ts";
import { rawCrypto } from "./raw.ts";

quickenCrypto();
const tools = realTools();
const repeats = Number(process.argv[2]);
const count = Number(process.argv[3]);
const storage = new MemoryStorage();
await storage.create(await newWorld(tools));
const stored = await storage.load();
if (stored === null) throw new Error("a world that was created loads");
const load = new Load(openEngine({ id: "bench", name: "Bench" }, stored, storage, tools));
const kinds: readonly Kind[] = ["Encrypt", "Decrypt", "CreateKey"];
for (const kind of kinds) await load.sign(kind, 1_000);
await load.round("Encrypt", 2_000);
const rates: Record<string, number[]> = { raw: [] };
for (let repeat = 0; repeat < repeats; repeat++) {
  rates["raw"]?.push(await rawCrypto(count));
  for (const kind of kinds) {
    const { calls, ms } = await load.round(kind, count);
    (rates[kind] ??= []).push((calls / ms) * 1000);
  }
}
console.log(JSON.stringify(rates));
process.exit(0);
