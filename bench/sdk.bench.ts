import type { Page } from "@playwright/test";
import { beside, quantile, row, scaled, small, type Bench, type Row } from "./lib/bench.ts";
import { openApp } from "./lib/built-app.ts";
import { launch, openBenchPage } from "./lib/pages.ts";
import type { Faces } from "./pages/page.ts";
import type { SdkBench } from "./pages/sdk.worker.ts";

export const title = "Through the AWS SDK in the built app: application worker, wire, engine, one call at a time";

const OPERATIONS = ["Encrypt", "GenerateDataKey", "DescribeKey"] as const;

/** Calls before the first that counts: the SDK's code is compiled anew, and better, for thousands of calls. */
const WARM_UP = scaled(2_000);

interface Measured {
  /** Ms as the application counts them, from asking the SDK to its answer. */
  readonly inside: number[];
  /** Ms as the page counts them, its own message to the application and back included. */
  readonly outside: number[];
  /** Ms of a message to the application and back alone. */
  readonly hop: number[];
}

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const page = await openApp(bench, browser);
    for (const operation of OPERATIONS) await page.evaluate(inPage, { operation, count: WARM_UP });
    const alone = await openBenchPage(bench, browser);
    await alone.evaluate(() => {
      const scope = globalThis as unknown as { faces: Faces; sdk: SdkBench };
      scope.sdk = scope.faces.sdk();
    });
    await sdkAlone(alone, WARM_UP);
    const rows: Row[] = [];
    for (const operation of OPERATIONS) {
      const rounds: Measured[] = [];
      const floor: number[] = [];
      for (let round = 0; round < (small ? 2 : 5); round++) {
        if (operation === "Encrypt") floor.push(quantile(await sdkAlone(alone, scaled(1_000)), 0.5));
        rounds.push(await page.evaluate(inPage, { operation, count: scaled(1_000) }));
      }
      const each = (part: keyof Measured, at: number): number[] => rounds.map((round) => quantile(round[part], at));
      const mean = (part: keyof Measured): number[] =>
        rounds.map((round) => round[part].reduce((sum, ms) => sum + ms, 0) / round[part].length);
      const goal = operation === "Encrypt" ? { atMost: 0.6 } : {};
      rows.push(
        row(`${operation}, p50 (clock of 0.1 ms)`, each("inside", 0.5), "ms", goal),
        row(`${operation}, mean`, mean("inside"), "ms"),
        row(`${operation}, p99`, each("inside", 0.99), "ms"),
        row(`${operation}, p50 as the page sees it`, each("outside", 0.5), "ms"),
      );
      if (operation === "Encrypt")
        rows.push(
          row("the SDK alone, over a port to a worker that only answers, p50", floor, "ms"),
          row("Encrypt beside the SDK alone", beside(each("inside", 0.5), floor), "×"),
          row("page to application and back, mean", mean("hop"), "ms"),
        );
    }
    return rows;
  } finally {
    await browser.close();
  }
}

/** Ms of each call. */
const sdkAlone = (page: Page, count: number): Promise<number[]> =>
  page.evaluate(async (count) => {
    const { sdk } = globalThis as unknown as { sdk: SdkBench };
    const took: number[] = [];
    for (let at = 0; at < count; at++) took.push(await sdk.call());
    return took;
  }, count);

async function inPage({ operation, count }: { operation: string; count: number }): Promise<Measured> {
  const { hands } = globalThis as unknown as {
    hands: { ask: (...args: unknown[]) => Promise<{ ok: boolean; ms: number }> };
  };
  const inputs: Record<string, object> = {
    Encrypt: {
      KeyId: "alias/orders",
      Plaintext: { base64: "A".repeat(43) + "=" },
      EncryptionContext: { a: "b" },
    },
    GenerateDataKey: { KeyId: "alias/orders", KeySpec: "AES_256" },
    DescribeKey: { KeyId: "alias/orders" },
  };
  const measured: Measured = { inside: [], outside: [], hop: [] };
  for (let at = 0; at < count; at++) {
    const start = performance.now();
    const { ok, ms } = await hands.ask("application", "call", [operation, inputs[operation]], 20_000);
    if (!ok) throw new Error(`${operation} was refused`);
    measured.outside.push(performance.now() - start);
    // Its clock ticks each 0.1 ms; what is beyond that comes from adding it to the time since 1970.
    measured.inside.push(Math.round(ms * 10) / 10);
  }
  for (let at = 0; at < 200; at++) {
    const start = performance.now();
    await hands.ask("application", "readText", ["none"], 20_000);
    measured.hop.push(performance.now() - start);
  }
  return measured;
}
