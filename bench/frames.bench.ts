import { beside, median, repeats, row, scaled, small, type Bench, type Row } from "./lib/bench.ts";
import { opensslRate } from "./lib/openssl.ts";
import { launch, openBenchPage } from "./lib/pages.ts";
import type { Faces } from "./pages/page.ts";

export const title = "Envelope frames of 256 KiB in memory, the application's own cipher; beside one openssl core";

const BYTES = scaled(256) * 1024 * 1024;
const FRAME = 256 * 1024;

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const page = await openBenchPage(bench, browser);
    await page.evaluate(
      async ([bytes, frame]) => {
        const scope = globalThis as unknown as { faces: Faces; frames: ReturnType<Faces["frames"]> };
        scope.frames = scope.faces.frames();
        await scope.frames.prepare(bytes, frame);
        await scope.frames.seal(); // compiles, and touches the memory
      },
      [BYTES, FRAME] as const,
    );
    const run = (what: "seal" | "open"): Promise<number> =>
      page.evaluate((what) => (globalThis as unknown as { frames: ReturnType<Faces["frames"]> }).frames[what](), what);
    const floor: number[] = [];
    const sealed: number[] = [];
    const opened: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const before = opensslRate(small ? 1 : 2);
      sealed.push(await run("seal"));
      opened.push(await run("open"));
      floor.push((before + opensslRate(small ? 1 : 2)) / 2);
    }
    const megabytes = (rates: readonly number[]): number[] => rates.map((rate) => rate / 1e6);
    return [
      row("openssl, one core, AES-256-GCM", megabytes(floor), "MB/s"),
      row("seal, one worker", megabytes(sealed), "MB/s"),
      row("seal beside openssl", beside(sealed, floor), "×", { atLeast: 0.25 }),
      row("open, one worker", megabytes(opened), "MB/s"),
      row("open beside openssl", beside(opened, floor), "×", { atLeast: 0.25 }),
      { name: "left to the later goal of 0.40", value: 0.4 - median(beside(sealed, floor)), unit: "×" },
    ];
  } finally {
    await browser.close();
  }
}
