import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { concat, text, type Bytes } from "#wire/bytes.ts";
import { SAMPLE, writeSample } from "./sample.ts";

test("the sample is 12,000,000 bytes of plausible CSV, the same each time", () => {
  const sample = whole(1_048_576);
  expect(sample).toHaveLength(SAMPLE.bytes);
  const lines = text(sample).split("\n");
  expect(lines).toHaveLength(250_001);
  expect(lines[0]).toBe("number,placed,customer,land,article,count,total");
  const row = /^\d{7},2026-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]),C-\d{5},[A-Z]{2},A-\d{4},\d\d,\d{4}\.\d\d$/;
  expect(lines.slice(1, -1).find((line) => !row.test(line))).toBeUndefined();
  expect(lines.at(-2)).toContain("2026-12-30");
  const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  // Whatever its pieces are, divisors of its length among them.
  for (const size of [48_000, 1_000_000, 12_000_000, 13_000_000]) expect(hash(whole(size))).toBe(hash(sample));
});

const whole = (size: number): Bytes => concat(...Array.from(writeSample(size), (piece) => piece.slice()));
