/** What the page of the long list of keys shows, and when it has drawn it. */
import type { Page } from "@playwright/test";

/** The rows within the window. */
export interface Seen {
  /** The ids of their keys. */
  readonly keys: readonly string[];
  /** Counted from 1, of `count`. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export function seen(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-index]")]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      })
      .toSorted((a, b) => Number(a.dataset["index"]) - Number(b.dataset["index"]));
    return {
      keys: rows.map((row) => row.querySelector("code")?.title ?? "").filter((id) => id !== ""),
      first: Number(rows[0]?.dataset["index"]) + 1,
      last: Number(rows.at(-1)?.dataset["index"]) + 1,
      count: Number(document.querySelector("[aria-rowcount]")?.getAttribute("aria-rowcount")) - 1,
    };
  });
}

/** What is seen now. @throws when that is nothing, or a key that was seen before */
export async function seenAnew(page: Page, before: Seen): Promise<Seen> {
  const now = await seen(page);
  if (now.keys.length === 0) throw new Error("The page shows no keys.");
  const still = now.keys.find((id) => before.keys.includes(id));
  if (still !== undefined) throw new Error(`The page still shows ${still}.`);
  return now;
}

/** Jumps to a part (0 to 1) of the way down, or stays. Ms until the window is full of rows that say their keys, and has drawn them. */
export function untilShown(page: Page, jump: number | null): Promise<number> {
  return page.evaluate(async (jump) => {
    const frame = (): Promise<unknown> =>
      new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
    const rowAt = (y: number) => document.elementFromPoint(innerWidth / 2, y)?.closest("[data-index]");
    const full = (): boolean => {
      const head = document.querySelector("[role=columnheader]")?.getBoundingClientRect().bottom ?? 0;
      const list = document.querySelector("[data-index]")?.parentElement?.getBoundingClientRect();
      const top = Math.max(list?.top ?? 0, head) + 10;
      const end = Math.min(list?.bottom ?? 0, innerHeight) - 10;
      for (let y = top; y < end; y += 30) if (rowAt(y)?.querySelector("a") == null) return false;
      return end > top;
    };
    const begun = performance.now();
    if (jump !== null) scrollTo(0, jump * (document.documentElement.scrollHeight - innerHeight));
    do await frame();
    while (!full());
    await frame(); // what was found in one frame is drawn by the next
    return performance.now() - begun;
  }, jump);
}

/** Presses the letter that completes `words` in the field with the focus. Ms until only keys with these words are drawn. */
export async function untilFound(page: Page, words: string): Promise<number> {
  await page.evaluate(watchForFound, words);
  await page.keyboard.press(words.slice(-1));
  return page.evaluate(() => (globalThis as unknown as { found: Promise<number> }).found);
}

function watchForFound(words: string): void {
  const frame = (): Promise<unknown> =>
    new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  const rows = (): Element[] => [...document.querySelectorAll("[data-index]")];
  const found = async (begun: number): Promise<number> => {
    do await frame();
    while (rows().length === 0 || !rows().every((row) => row.textContent?.includes(words)));
    await frame();
    return performance.now() - begun;
  };
  (globalThis as unknown as { found: Promise<number> }).found = new Promise((resolve) => {
    document.addEventListener("keydown", ({ timeStamp }) => resolve(found(timeStamp)), { once: true, capture: true });
  });
}
