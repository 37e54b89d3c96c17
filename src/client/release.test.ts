import { expect, test } from "vitest";
import { release } from "./release.ts";

test("a released buffer holds nothing any more, and neither does the next", () => {
  for (const bytes of [new Uint8Array([1, 2, 3]), new Uint8Array(300_000)]) {
    release(bytes.buffer);
    expect(bytes.byteLength).toBe(0);
  }
});
