import type { Browser, Page } from "@playwright/test";
import { answering, giveHands } from "../e2e/drills/hands.ts";
import { AS_ADMIN } from "../e2e/drills/ledger.ts";
import { createMany } from "../e2e/drills/many-keys.ts";
import { quantile, repeats, row, scaled, type Bench, type Row } from "./lib/bench.ts";
import { addressOf } from "./lib/built-app.ts";
import { framesDuring } from "./lib/frames.ts";
import { seen, seenAnew, untilFound, untilShown } from "./lib/key-list.ts";
import { launch } from "./lib/pages.ts";
import { tasksDuring } from "./lib/tasks.ts";

export const title =
  "The list of 10,000 keys in the built app: scrolled through, jumped in and searched; beside the idle page";

const KEYS = scaled(10_000);
const ROUNDS = Math.min(3, repeats);
/** CSS pixels a turn of the wheel: a whole window, so that every turn shows other rows. */
const TURN = 800;
/** The list is scrolled through in so many legs, and the eye rests after each. */
const LEGS = 10;
/** To the end and back, over what was never loaded and then over what was, and into the middle. */
const JUMPS = [1, 0, 1, 0.5, 0] as const;

class Measured {
  /** Ms between frames, round by round. */
  readonly still: number[][] = [];
  readonly wheel: number[][] = [];
  readonly jumps: number[][] = [];
  readonly typing: number[][] = [];
  /** Ms of processor time, task by task; none where the system does not count it. */
  tasks: readonly number[] = [];
  /** Ms until all rows in the window are drawn. */
  readonly rested: number[] = [];
  readonly firstJump: number[] = [];
  readonly laterJumps: number[] = [];
  readonly found: number[] = [];
}

export default async function measure(bench: Bench): Promise<Row[]> {
  const browser = await launch(bench);
  try {
    const address = `${await addressOf(bench)}/keys${AS_ADMIN}`;
    const page = await pageOfMany(browser, address);
    const measured = new Measured();
    for (let round = 0; round < ROUNDS; round++) {
      await openList(page, address);
      measured.still.push(await framesDuring(page, () => page.waitForTimeout(3_000)));
      measured.wheel.push(await scrollThrough(page, measured.rested));
      await openList(page, address); // nothing is loaded but the first rows
      measured.jumps.push(await framesDuring(page, () => jumpAbout(page, measured)));
      measured.typing.push(await framesDuring(page, () => search(page, round, measured.found)));
    }
    // The trace slows down what it watches, so a last round is for that alone.
    await openList(page, address);
    measured.tasks = await tasksDuring(browser, page, () => scrollThrough(page, []));
    return rowsOf(measured);
  } finally {
    await browser.close();
  }
}

function rowsOf({ still, wheel, jumps, typing, tasks, rested, firstJump, laterJumps, found }: Measured): Row[] {
  return [
    ...frameRows("frame of the idle page, 3 s, no work", still),
    ...frameRows("frame while the wheel turns", wheel, { atMost: 50 }),
    ...(tasks.length === 0
      ? []
      : [longest("longest task of the page then, processor time", [Math.max(...tasks)], { atMost: 50 })]),
    ...frameRows("frame while it jumps", jumps),
    ...frameRows("frame while it is searched", typing),
    longest("rows shown after the wheel rests, longest", rested),
    longest("rows shown after a first jump to the end, longest", firstJump, { atMost: 300 }),
    longest("rows shown after a later jump, longest", laterJumps, { atMost: 300 }),
    longest("found rows shown after the last letter, longest", found),
  ];
}

/** The goal is for the longest of all frames. */
function frameRows(name: string, rounds: readonly (readonly number[])[], goal: Partial<Row> = {}): Row[] {
  const at = (part: number): number[] => rounds.map((frames) => quantile(frames, part));
  return [
    row(`${name}, p50`, at(0.5), "ms"),
    row(`${name}, p99`, at(0.99), "ms"),
    longest(`${name}, longest`, at(1), goal),
  ];
}

const longest = (name: string, values: readonly number[], goal: Partial<Row> = {}): Row => ({
  ...row(name, values, "ms", goal),
  value: Math.max(...values),
});

async function pageOfMany(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await giveHands(context);
  const page = await context.newPage();
  await page.goto(address);
  await answering(page, 30_000);
  await createMany(page, KEYS);
  return page;
}

async function openList(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await untilShown(page, null);
  await page.waitForTimeout(1_500); // the idle page: nothing is left to do
  const { count } = await seen(page);
  if (count < KEYS) throw new Error(`The list has ${count} rows.`);
}

/** From the first row to the last. @returns ms between frames */
async function scrollThrough(page: Page, rested: number[]): Promise<number[]> {
  await page.mouse.move(640, 500);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const frames: number[] = [];
  let before = await seen(page);
  let gone = 0;
  for (let leg = 1; leg <= LEGS; leg++) {
    const drawn = await framesDuring(page, async () => {
      for (; gone < (height * leg) / LEGS; gone += TURN) await page.mouse.wheel(0, TURN);
      rested.push(await untilShown(page, null));
    });
    frames.push(...drawn);
    before = await seenAnew(page, before);
  }
  if (before.last !== before.count) throw new Error(`The wheel came to row ${before.last} of ${before.count}.`);
  return frames;
}

async function jumpAbout(page: Page, { firstJump, laterJumps }: Measured): Promise<void> {
  let before = await seen(page);
  for (const [at, to] of JUMPS.entries()) {
    (at === 0 ? firstJump : laterJumps).push(await untilShown(page, to));
    before = await seenAnew(page, before);
    const { first, last, count } = before;
    if ((to === 1 && last !== count) || (to === 0 && first !== 1))
      throw new Error(`The jump came to rows ${first} to ${last} of ${count}.`);
    await page.waitForTimeout(300);
  }
}

/** Types letter by letter, as people do. */
async function search(page: Page, round: number, found: number[]): Promise<void> {
  const words = `number ${Math.floor(KEYS / 2) + round}`;
  const before = await seen(page);
  await page.getByLabel("Search keys").pressSequentially(words.slice(0, -1), { delay: 80 });
  found.push(await untilFound(page, words));
  await seenAnew(page, before);
}
