import { beside, repeats, row, scaled, type Bench, type Row } from "./lib/bench.ts";
import { launch, openBenchPage } from "./lib/pages.ts";
import type { Kind, Round } from "./pages/load.ts";
import type { Faces } from "./pages/page.ts";

export const title =
  "The engine in a Chromium worker, on disk: signed requests, 64 in flight; beside the floors of the same run";

interface Measured {
  readonly rounds: Record<Kind, Round[]>;
  readonly crypto: number[];
  readonly store: number[];
}

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const page = await openBenchPage(bench, browser);
    const plan = { repeats, crypto: scaled(20_000), other: scaled(8_000), create: scaled(2_000) };
    const measured = await page.evaluate(runInPage, plan);
    return rowsOf(measured);
  } finally {
    await browser.close();
  }
}

async function runInPage(plan: { repeats: number; crypto: number; other: number; create: number }): Promise<Measured> {
  const { faces } = globalThis as unknown as { faces: Faces };
  const engine = faces.engine();
  await engine.prepare(["Encrypt", "Decrypt", "GenerateDataKey", "CreateKey"], 2_000);
  const rounds: Record<Kind, Round[]> = { Encrypt: [], Decrypt: [], GenerateDataKey: [], CreateKey: [] };
  const crypto: number[] = [];
  const store: number[] = [];
  // Warm both up: the first thousand calls are compiled while they run.
  await engine.round("Encrypt", 2_000);
  await engine.rawCrypto(2_000);
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    crypto.push(await engine.rawCrypto(plan.crypto));
    rounds.Encrypt.push(await engine.round("Encrypt", plan.crypto));
    rounds.Decrypt.push(await engine.round("Decrypt", plan.other));
    rounds.GenerateDataKey.push(await engine.round("GenerateDataKey", plan.other));
    store.push(await engine.rawStore(plan.create));
    rounds.CreateKey.push(await engine.round("CreateKey", plan.create));
  }
  return { rounds, crypto, store };
}

function rowsOf({ rounds, crypto, store }: Measured): Row[] {
  const rate = (kind: Kind): number[] => rounds[kind].map(({ calls, ms }) => (calls / ms) * 1000);
  const kept = (kind: Kind): number[] => rounds[kind].map(({ calls, flushedMs }) => (calls / flushedMs) * 1000);
  return [
    row("Encrypt", rate("Encrypt"), "/s", { atLeast: 10_000 }),
    row("Encrypt, until every record lies on disk", kept("Encrypt"), "/s"),
    row("raw crypto: HKDF, AES-GCM, signature's hashes", crypto, "/s"),
    row("Encrypt beside raw crypto", beside(rate("Encrypt"), crypto), "×"),
    row("Decrypt", rate("Decrypt"), "/s"),
    row("Decrypt beside raw crypto", beside(rate("Decrypt"), crypto), "×"),
    row("GenerateDataKey", rate("GenerateDataKey"), "/s"),
    row("GenerateDataKey beside raw crypto", beside(rate("GenerateDataKey"), crypto), "×"),
    row("CreateKey, durable when answered", rate("CreateKey"), "/s", { atLeast: 2_000 }),
    row("raw IndexedDB: the rows alone, grouped", store, "/s"),
    row("CreateKey beside raw IndexedDB", beside(rate("CreateKey"), store), "×"),
  ];
}
