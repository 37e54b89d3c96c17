import { mkdtempSync, openSync, closeSync, rmSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { answering, giveHands } from "../e2e/drills/hands.ts";
import type { ApplicationFace, Artefact, EnvelopeRun } from "../src/client/face.ts";
import { beside, repeats, row, scaled, small, type Bench, type Row } from "./lib/bench.ts";
import { addressOf, ask, atRest } from "./lib/built-app.ts";
import { pidOf, rendererMemory } from "./lib/processes.ts";
import { opensslRate } from "./lib/openssl.ts";

export const title =
  "Envelope from a picked file to a stored envelope and back, in the built app; beside one openssl core";

const MEBIBYTES = scaled(256);
const ROUNDS = Math.min(3, repeats);
/** Within this time the page has drawn how a run ended. Ms. */
const REST = 500;

interface Measured {
  readonly floor: readonly number[];
  /** The longest frame of the idle page, ms: what the machine does by itself. */
  readonly still: readonly number[];
  readonly sealed: readonly Drawn[];
  readonly opened: readonly Drawn[];
  /** Bytes of the renderers above the idle page, at most; null where the system does not tell. */
  readonly memory: number | null;
}

interface Drawn {
  /** Bytes a second of the file. */
  readonly rate: number;
  /** The longest time between two frames of the page, ms. */
  readonly longestFrame: number;
  readonly run: EnvelopeRun;
}

export default async function measure(bench: Bench): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-bench-"));
  const context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath: bench.browser,
    args: bench.browserArguments,
    viewport: { width: 1280, height: 800 },
  });
  try {
    const file = path.join(folder, "picked.bin");
    writeFile(file, MEBIBYTES);
    const page = await openAndRest(bench, context);
    const pid = await pidOf(context.browser());
    const floor: number[] = [];
    const sealed: Drawn[] = [];
    const opened: Drawn[] = [];
    const still: number[] = [];
    let memory: number | null = null;
    for (let round = 0; round <= ROUNDS; round++) {
      // Asking the system about memory slows down what is asked about, so a first round is for that alone.
      const weighed = round === 0;
      const before = opensslRate(small ? 1 : 2);
      still.push(await page.evaluate(longestIdleFrame, 2_000));
      const picked = await pick(page, file);
      const request = { source: { artefact: picked.id }, keyId: "alias/orders", context: { bench: "file" }, depth: 1 };
      const watch = weighed ? watchMemory(pid) : null;
      const sealing = await drawn(page, "seal", [request]);
      const envelope = sealing.run.result ?? "";
      const opening = await drawn(page, "open", [{ envelope, keep: true }]);
      if (watch === null) {
        sealed.push(sealing);
        opened.push(opening);
        floor.push((before + opensslRate(small ? 1 : 2)) / 2);
      } else memory = watch();
      for (const id of [opening.run.result ?? "", envelope, picked.id]) await ask(page, "application", "forget", [id]);
    }
    return rowsOf({ floor, still, sealed, opened, memory });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function rowsOf({ floor, still, sealed, opened, memory }: Measured): Row[] {
  const all = [...sealed, ...opened];
  const rate = (runs: readonly Drawn[]): number[] => runs.map((run) => run.rate);
  const megabytes = (rates: readonly number[]): number[] => rates.map((each) => each / 1e6);
  return [
    row("openssl, one core, AES-256-GCM", megabytes(floor), "MB/s"),
    row("picked file to stored envelope", megabytes(rate(sealed)), "MB/s"),
    row("picked file to stored envelope, beside openssl", beside(rate(sealed), floor), "×", { atLeast: 0.06 }),
    row("stored envelope to opened file", megabytes(rate(opened)), "MB/s"),
    row("stored envelope to opened file, beside openssl", beside(rate(opened), floor), "×", { atLeast: 0.06 }),
    ...(memory === null
      ? []
      : [{ name: "renderer memory above the idle page", value: memory / 1e6, unit: "MB", atMost: 100 }]),
    {
      ...row(
        "longest frame of the page meanwhile",
        all.map((run) => run.longestFrame),
        "ms",
      ),
      value: Math.max(...all.map((run) => run.longestFrame)),
      atMost: 33,
    },
    { ...row("longest frame of the idle page, 2 s, no work", still, "ms"), value: Math.max(...still) },
  ];
}

async function openAndRest(bench: Bench, context: BrowserContext): Promise<Page> {
  await giveHands(context);
  const page = await context.newPage();
  await page.goto(`${await addressOf(bench)}/`);
  await answering(page, 30_000);
  await atRest(page);
  await page.waitForTimeout(1_500); // the idle page: nothing is left to do
  return page;
}

/** Through a file input of the page, as a person picks; the application gets the File and nothing of it is read yet. */
async function pick(page: Page, file: string): Promise<Artefact> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "bench-input";
    document.body.append(input);
  });
  await page.locator("#bench-input").setInputFiles(file);
  return page.evaluate(async () => {
    const input = document.querySelector("#bench-input") as HTMLInputElement;
    const { hands } = globalThis as unknown as { hands: { ask: (...args: unknown[]) => Promise<Artefact> } };
    const artefact = await hands.ask("application", "pick", [input.files?.[0]], 10_000);
    input.remove();
    return artefact;
  });
}

/** Watches the renderers until it is asked. @returns bytes above what they have now, at most */
function watchMemory(pid: number): () => number | null {
  const idle = rendererMemory(pid);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, rendererMemory(pid) ?? 0);
  }, 50);
  return () => {
    clearInterval(watch);
    return idle === null ? null : most - idle;
  };
}

/** Runs a sealing or an opening while the page draws frames, until what came of it is drawn, and watches both. */
async function drawn<M extends "seal" | "open">(
  page: Page,
  method: M,
  args: Parameters<ApplicationFace[M]>,
): Promise<Drawn> {
  const { run, ms, longestFrame } = await page.evaluate(inPage, [method, args, REST] as const);
  if (run.outcome !== "done") throw new Error(`${method}: ${run.failure?.message ?? run.outcome}`);
  return { rate: (MEBIBYTES * 1024 * 1024 * 1000) / ms, longestFrame, run };
}

async function longestIdleFrame(ms: number): Promise<number> {
  const end = performance.now() + ms;
  let longest = 0;
  for (let last = performance.now(); last < end;) {
    const now = await new Promise<number>((resolve) => {
      requestAnimationFrame(() => resolve(performance.now()));
    });
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

async function inPage([method, args, rest]: readonly [string, readonly unknown[], number]) {
  const { hands } = globalThis as unknown as { hands: { ask: (...args: unknown[]) => Promise<EnvelopeRun> } };
  let longestFrame = 0;
  let last = performance.now();
  let running = true;
  const draw = (): void => {
    const now = performance.now();
    longestFrame = Math.max(longestFrame, now - last);
    last = now;
    if (running) requestAnimationFrame(draw);
  };
  await new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
  last = performance.now();
  requestAnimationFrame(draw);
  const start = performance.now();
  const run = await hands.ask("application", method, args, 300_000);
  const ms = performance.now() - start;
  // What came of it is drawn too, and a reader looks at it before they go on.
  await new Promise((resolve) => {
    setTimeout(resolve, rest);
  });
  running = false;
  return { run, ms, longestFrame };
}

function writeFile(file: string, mebibytes: number): void {
  const handle = openSync(file, "w");
  for (let at = 0; at < mebibytes; at++) writeSync(handle, randomBytes(1024 * 1024));
  closeSync(handle);
}
