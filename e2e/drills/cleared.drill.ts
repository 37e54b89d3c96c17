/** The browser's storage is cleared under a running world: that is noticed before anything more is acknowledged. */
import { expect, test, type Page } from "@playwright/test";
import { MortalBrowser } from "./browser.ts";
import { readDisk, torn, type Disk } from "./disk.ts";
import { answering, ask, heard } from "./hands.ts";
import { AS_ADMIN } from "./ledger.ts";
import { atRest, endOf, seal, withFiles } from "./sealing.ts";

const tries = process.env["KEYGLASS_DRILL"] === "whole" ? 30 : 3;

/** What an eviction takes, and what "clear site data" takes. */
for (const storageTypes of ["indexeddb", "all"]) {
  test(`storage cleared (${storageTypes}): the next act is refused, and restoring writes everything back`, async ({
    baseURL,
  }) => {
    await withWorld(`${baseURL}keys${AS_ADMIN}`, async (browser, page, before) => {
      await clear(page, storageTypes);
      expect(await created(page, "after the loss"), "the first act after the loss").not.toBe("acknowledged");
      expect((await ask(page, "engine", "world", [])).storage).toBe("lost");
      const told = (await heard(page)).filter(({ event }) => event.event === "storage");
      expect(told.length, "the page was told").toBeGreaterThanOrEqual(1);
      expect(await keysOf(page), "reads go on from memory").toBe(before);

      expect((await ask(page, "engine", "restore", [])).storage).toBe("durable");
      expect(await created(page, "after restoring")).toBe("acknowledged");
      const disk = await readDisk(page);
      expect(disk?.rows.filter(({ table }) => table === "keys").length).toBe(before + 1);
      expect(disk === null ? ["the world"] : tornRows(disk)).toEqual([]);

      await browser.kill();
      await browser.start();
      const again = await browser.open(`${baseURL}keys${AS_ADMIN}`);
      await answering(again, 20_000);
      expect(await keysOf(again), "keys after a kill of the browser").toBe(before + 1);
    });
  });

  test(`storage cleared (${storageTypes}), then a second tab: it is not shown an empty account`, async ({
    baseURL,
  }) => {
    await withWorld(`${baseURL}keys${AS_ADMIN}`, async (browser, page, before) => {
      await clear(page, storageTypes);
      const second = await browser.open(`${baseURL}keys${AS_ADMIN}`);
      await answering(second, 10_000);
      expect(await keysOf(second), "keys that the second tab is told of").toBe(before);
      expect(await created(second, "after the loss")).not.toBe("acknowledged");
      expect((await ask(second, "engine", "world", [])).storage).toBe("lost");

      await ask(second, "engine", "restore", []);
      expect(await keysOf(page)).toBe(before);
      await second.reload();
      await answering(second, 10_000);
      expect(await keysOf(second), "keys after restoring and reloading").toBe(before);
      await page.close();
      await second.reload();
      await answering(second, 10_000);
      expect(await created(second, "after restoring")).toBe("acknowledged");
    });
  });
}

test(`site data cleared while a file is being sealed, ${tries} times: sealing always ends, and a next file is sealed`, async ({
  baseURL,
}) => {
  test.setTimeout(30_000 + tries * 40_000);
  const ends: string[] = [];
  await withFiles(async (file) => {
    const large = file("large.bin", 256);
    for (let turn = 0; turn < tries; turn++) {
      const browser = new MortalBrowser();
      try {
        await browser.start();
        const page = await browser.open(`${baseURL}${AS_ADMIN}`);
        await atRest(page);
        await seal(page, large);
        // From the asking for the data key to shortly after the last frame.
        await page.waitForTimeout((turn * 1_000) / tries);
        await clear(page, "all");
        ends.push(await endOf(page, large));
        // Clearing takes a while: it may still be going on.
        for (let next = 0; ; next++) {
          expect(next, "files in vain after the clearing").toBeLessThan(3);
          const small = file(`next-${next}.bin`, 2);
          await seal(page, small);
          const end = await endOf(page, small);
          if (end === "sealed") break;
          ends.push(`next ${end}`);
        }
      } finally {
        await browser.remove();
      }
    }
  });
  const count = (end: string): string => `${ends.filter((each) => each === end).length} ${end}`;
  console.log(`  the ends of sealing: ${[...new Set(ends)].map(count).join(", ")}`);
});

/** A browser of our own, a world with one more key than the default one, and how many keys that makes. */
async function withWorld(address: string, run: (browser: MortalBrowser, page: Page, keys: number) => Promise<void>) {
  test.setTimeout(60_000);
  const browser = new MortalBrowser();
  try {
    await browser.start();
    const page = await browser.open(address);
    await answering(page, 20_000);
    expect(await created(page, "before")).toBe("acknowledged");
    await run(browser, page, await keysOf(page));
  } finally {
    await browser.remove();
  }
}

async function clear(page: Page, storageTypes: string): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Storage.clearDataForOrigin", { origin: new URL(page.url()).origin, storageTypes });
  await protocol.detach();
}

/** `acknowledged`, or the refusal's name. */
async function created(page: Page, Description: string): Promise<string> {
  try {
    const { ok, error } = await ask(page, "application", "call", ["CreateKey", { Description }]);
    return ok ? "acknowledged" : (error?.name ?? "refused");
  } catch (error) {
    return String(error);
  }
}

async function keysOf(page: Page): Promise<number> {
  return (await ask(page, "engine", "keys", [{}, null, 1])).total;
}

/** A world written back from memory begins its log anew, so only its rows can be held against each other. */
const tornRows = (disk: Disk): string[] => torn({ ...disk, acts: [], lastAct: 0 });
