import type { Page } from "@playwright/test";
import { beside, repeats, row, scaled, type Bench, type Row } from "./lib/bench.ts";
import { pidOf, threadTime } from "./lib/processes.ts";
import { launch, openBenchPage } from "./lib/pages.ts";
import { profile } from "./lib/profile.ts";
import type { Kind, Round } from "./pages/load.ts";
import type { EngineBench } from "./pages/engine.worker.ts";
import type { Faces } from "./pages/page.ts";

export const title =
  "The engine in a Chromium worker, on disk: signed requests, 64 in flight; beside the floors of the same run";

const KINDS: readonly Kind[] = ["Encrypt", "Decrypt", "GenerateDataKey", "CreateKey"];

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const page = await openBenchPage(bench, browser);
    const pid = await pidOf(browser);
    await page.evaluate(
      async ([kinds, warm]) => {
        const scope = globalThis as unknown as { faces: Faces; engine: EngineBench };
        scope.engine = scope.faces.engine();
        await scope.engine.prepare(kinds, 2_000);
        await scope.engine.round("Encrypt", warm); // compiles
        await scope.engine.rawCrypto(warm);
      },
      [KINDS, scaled(10_000)] as const,
    );
    const measured: Measured = {
      rounds: { Encrypt: [], Decrypt: [], GenerateDataKey: [], CreateKey: [] },
      crypto: [],
      store: [],
      time: [],
    };
    for (let repeat = 0; repeat < repeats; repeat++) {
      measured.crypto.push(await raw(page, "rawCrypto", scaled(20_000)));
      const before = threadTime(pid, "DedicatedWorker");
      measured.rounds.Encrypt.push(await round(page, "Encrypt", scaled(20_000)));
      measured.time.push(((threadTime(pid, "DedicatedWorker") - before) / scaled(20_000)) * 1000);
      measured.rounds.Decrypt.push(await round(page, "Decrypt", scaled(8_000)));
      measured.rounds.GenerateDataKey.push(await round(page, "GenerateDataKey", scaled(8_000)));
      measured.store.push(await raw(page, "rawStore", scaled(2_000)));
      measured.rounds.CreateKey.push(await round(page, "CreateKey", scaled(2_000)));
    }
    if (process.env["KEYGLASS_PROFILE"] !== undefined) await whereItGoes(page);
    return rowsOf(measured);
  } finally {
    await browser.close();
  }
}

/** `KEYGLASS_PROFILE=1`: which functions an Encrypt's time goes to. */
async function whereItGoes(page: Page): Promise<void> {
  const count = scaled(15_000);
  const spent = await profile(page, "engine.worker", () => round(page, "Encrypt", count));
  console.log("  µs per Encrypt, in the function itself and with all that it calls");
  for (const { name, self, total } of spent.slice(0, 40))
    console.log(`  ${(self / count).toFixed(1).padStart(8)} ${(total / count).toFixed(1).padStart(8)}  ${name}`);
}

interface Measured {
  readonly rounds: Record<Kind, Round[]>;
  /** A second. */
  readonly crypto: number[];
  readonly store: number[];
  /** Microseconds of the engine's thread for one Encrypt, its records written. */
  readonly time: number[];
}

const round = (page: Page, kind: Kind, count: number): Promise<Round> =>
  page.evaluate(([kind, count]) => (globalThis as unknown as { engine: EngineBench }).engine.round(kind, count), [
    kind,
    count,
  ] as const);

const raw = (page: Page, floor: "rawCrypto" | "rawStore", count: number): Promise<number> =>
  page.evaluate(([floor, count]) => (globalThis as unknown as { engine: EngineBench }).engine[floor](count), [
    floor,
    count,
  ] as const);

function rowsOf({ rounds, crypto, store, time }: Measured): Row[] {
  const rate = (kind: Kind): number[] => rounds[kind].map(({ calls, ms }) => (calls / ms) * 1000);
  const kept = (kind: Kind): number[] => rounds[kind].map(({ calls, flushedMs }) => (calls / flushedMs) * 1000);
  return [
    row("Encrypt", rate("Encrypt"), "/s", { atLeast: 10_000 }),
    row("Encrypt, until every record lies on disk", kept("Encrypt"), "/s"),
    row("raw crypto: HKDF, AES-GCM, signature's hashes", crypto, "/s"),
    row("Encrypt beside raw crypto", beside(rate("Encrypt"), crypto), "×"),
    ...(time.some((each) => each > 0) ? [row("processor time of the engine's thread, one Encrypt", time, "µs")] : []),
    row("Decrypt", rate("Decrypt"), "/s"),
    row("Decrypt beside raw crypto", beside(rate("Decrypt"), crypto), "×"),
    row("GenerateDataKey", rate("GenerateDataKey"), "/s"),
    row("GenerateDataKey beside raw crypto", beside(rate("GenerateDataKey"), crypto), "×"),
    row("CreateKey, durable when answered", rate("CreateKey"), "/s", { atLeast: 2_000 }),
    row("raw IndexedDB: the rows alone, grouped", store, "/s"),
    row("CreateKey beside raw IndexedDB", beside(rate("CreateKey"), store), "×"),
  ];
}
