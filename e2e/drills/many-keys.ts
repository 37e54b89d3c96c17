/** A world with many keys, made in seconds. */
import type { Page } from "@playwright/test";

/** Creates keys described as `number 0`, `number 1` and so on: as whoever sits there, 32 calls at a time. */
export async function createMany(page: Page, many: number): Promise<void> {
  await page.evaluate(async (many) => {
    interface Hands {
      ask(who: string, method: string, args: readonly unknown[], patience: number): Promise<unknown>;
    }
    const { hands } = globalThis as unknown as { hands: Hands };
    let made = 0;
    const line = async (): Promise<void> => {
      while (made < many)
        await hands.ask("application", "call", ["CreateKey", { Description: `number ${made++}` }], 60_000);
    };
    await Promise.all(Array.from({ length: 32 }, line));
  }, many);
}
