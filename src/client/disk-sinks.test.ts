import { expect, test } from "vitest";
import { PrivateFileSink, StorageCleared } from "./disk-sinks.ts";
import { inTime } from "./in-time.ts";

/** A folder with one file, as a browser would give it. */
function folder() {
  const calls: string[] = [];
  const lengths: number[] = [];
  let there = true;
  const handle = {
    write: (part: Uint8Array) => part.length,
    truncate: (length: number) => void lengths.push(length),
    flush: () => void calls.push("flush"),
    close: () => void calls.push("close"),
  };
  const directory = {
    getFileHandle: async () => {
      if (!there) throw new DOMException("gone", "NotFoundError");
      return Promise.resolve({ createSyncAccessHandle: async () => Promise.resolve(handle) });
    },
    removeEntry: async () => {
      there = false;
      return Promise.resolve();
    },
  };
  return { directory: directory as unknown as FileSystemDirectoryHandle, calls, lengths, clear: () => (there = false) };
}

test("a file is committed and closed at its end, and dropping it afterwards closes nothing twice", async () => {
  const { directory, calls } = folder();
  const sink = await PrivateFileSink.create(directory, "a", 1_000_024, () => {});
  sink.write(new Uint8Array(1_000_000), new Uint8Array(24));
  expect(await sink.finish()).toEqual({ file: "a" });
  await sink.discard();
  expect(calls).toEqual(["flush", "close"]);
});

test("a file has its full length from the start, and is as long as what was written at its end", async () => {
  const { directory, lengths } = folder();
  const sink = await PrivateFileSink.create(directory, "a", 1_000_000, () => {});
  sink.write(new Uint8Array(600_000));
  await sink.finish();
  expect(lengths).toEqual([1_000_000, 600_000]);
});

test("a large file is committed piece by piece, so that no commit keeps the worker long", async () => {
  const { directory, calls } = folder();
  const sink = await PrivateFileSink.create(directory, "a", 0, () => {});
  const part = new Uint8Array(32 * 1024 * 1024);
  for (let piece = 0; piece < 4; piece++) sink.write(part);
  sink.write(new Uint8Array(1)); // what is to be written next sends on what was kept together before
  expect(calls).toEqual(["flush", "flush"]);
});

test("a file whose storage was cleared is not closed: nobody would answer", async () => {
  const { directory, calls, clear } = folder();
  let told = 0;
  const sink = await PrivateFileSink.create(directory, "a", 1_000_000, () => told++);
  clear();
  sink.write(new Uint8Array(1_000_000));
  await expect(sink.finish()).rejects.toBeInstanceOf(StorageCleared);
  await sink.discard().catch(() => {});
  expect(calls).not.toContain("close");
  expect(told).toBe(1);
});

test("a browser that keeps no promise is not waited for; what it hands over too late is handed on", async () => {
  let answer: (word: string) => void = () => {};
  const late: string[] = [];
  const asked = inTime(new Promise<string>((resolve) => (answer = resolve)), 5, (word) => late.push(word));
  await expect(asked).rejects.toMatchObject({ name: "NoAnswerInTime" });
  answer("late");
  await Promise.resolve();
  expect(late).toEqual(["late"]);
  await expect(inTime(Promise.resolve("soon"), 5)).resolves.toBe("soon");
});
