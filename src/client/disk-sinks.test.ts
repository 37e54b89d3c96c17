import { expect, test } from "vitest";
import { PrivateFileSink, StorageCleared } from "./disk-sinks.ts";
import { inTime } from "./in-time.ts";

/** A folder with one file, as a browser would give it; `asked` are the calls that wait for the browser's main process. */
function folder() {
  const asked: string[] = [];
  let size = 0;
  let there = true;
  const handle = {
    truncate: (bytes: number) => {
      if (bytes > size) asked.push("grow");
      size = bytes;
    },
    write: (part: Uint8Array, { at }: { at: number }) => {
      if (at + part.length > size) asked.push("grow");
      size = Math.max(size, at + part.length);
      return part.length;
    },
    flush: () => {},
    close: () => void asked.push("close"),
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
  return {
    directory: directory as unknown as FileSystemDirectoryHandle,
    asked,
    size: () => size,
    clear: () => (there = false),
  };
}

test("a private file grows once, before it is written, and has its true size at the end", async () => {
  const { directory, asked, size } = folder();
  const sink = await PrivateFileSink.create(directory, "a", 4_000_000, () => {});
  for (let piece = 0; piece < 4; piece++) sink.write(new Uint8Array(1_000_000), new Uint8Array(24));
  expect(await sink.finish()).toEqual({ file: "a" });
  expect(asked).toEqual(["grow", "close"]);
  expect(size()).toBe(4_000_096);
});

test("a file whose storage was cleared is written to the end, but not closed: nobody would answer", async () => {
  const { directory, asked, clear } = folder();
  let told = 0;
  const sink = await PrivateFileSink.create(directory, "a", 1_000_000, () => told++);
  clear();
  sink.write(new Uint8Array(1_000_000));
  await expect(sink.finish()).rejects.toBeInstanceOf(StorageCleared);
  await sink.discard().catch(() => {});
  expect(asked).toEqual(["grow"]);
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
