import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FILES_DEADLINE } from "./disk-sinks.ts";
import { PrivateFiles } from "./private-files.ts";

/** A private file system with one file, which answers its next questions after so many ms each. */
const takes: number[] = [];
const folder = { getFileHandle: async () => ({ getFile: async () => new File(["three boxes"], "orders") }) };
const getDirectory = async () => {
  const ms = takes.shift() ?? 0;
  await new Promise((resolve) => setTimeout(resolve, ms));
  return { getDirectoryHandle: async () => folder };
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { storage: { getDirectory } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a file system that answers too late is not asked meanwhile, and is when it has answered", async () => {
  const files = new PrivateFiles("w");
  takes.push(FILES_DEADLINE + 1_000);
  const first = files.read("a").catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(FILES_DEADLINE);
  expect(await first).toContain("does not answer");
  await expect(files.read("a")).rejects.toThrow("does not answer");
  await vi.advanceTimersByTimeAsync(1_000);
  const again = files.read("a");
  await vi.advanceTimersByTimeAsync(0);
  expect(await (await again)?.text()).toBe("three boxes");
});
