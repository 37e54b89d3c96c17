import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arnMatches, glob, globMatches, readArn, readArnGlob, readGlob } from "./glob.ts";
import { withoutVariables } from "./text.ts";

/** Written for this test alone, from the definition: every way in which a star could be filled is tried, remembered by position. */
function naive(pattern: string, text: string): boolean {
  const known = new Map<number, boolean>();
  const from = (p: number, t: number): boolean => {
    const at = p * (text.length + 1) + t;
    const before = known.get(at);
    if (before !== undefined) return before;
    const now = ((): boolean => {
      if (p === pattern.length) return t === text.length;
      if (pattern[p] === "*") return from(p + 1, t) || (t < text.length && from(p, t + 1));
      return t < text.length && (pattern[p] === "?" || pattern[p] === text[t]) && from(p + 1, t + 1);
    })();
    known.set(at, now);
    return now;
  };
  return from(0, 0);
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "c", ":", "/"), maxLength: 12 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "c", ":", "*", "*", "?"), maxLength: 10 });

test("the fast and the naive matcher agree on 100,000 pairs", () => {
  fc.assert(
    fc.property(pattern, text, (left, right) => {
      expect(glob(left, right)).toBe(naive(left, right));
    }),
    { numRuns: 100_000 },
  );
});

test("parts longer than a machine word are found wherever they stand, whatever is wild in them", () => {
  const piece = fc.stringMatching(/^[ab?]{30,70}$/);
  const around = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 80 });
  fc.assert(
    fc.property(piece, around, around, fc.boolean(), (part, before, after, spoiled) => {
      const there = part.replaceAll("?", "c");
      const whole = before + (spoiled ? there.replace(/[ab]/, "x") : there) + after;
      expect(glob(`*${part}*`, whole)).toBe(naive(`*${part}*`, whole));
    }),
    { numRuns: 2_000 },
  );
});

test("no number of stars makes a text longer to read than pattern × text", () => {
  expect(glob("*a".repeat(16_000), "b".repeat(2_000))).toBe(false);
  const many = readGlob(withoutVariables(`${"*a".repeat(400)}b`));
  expect(globMatches(many, "a".repeat(8_000))).toBe(false);
  expect(glob(`*${"a?".repeat(8_000)}b*`, "a".repeat(30_000))).toBe(false);
});

test("an ARN pattern is that of its six parts", () => {
  const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
  const fits = (written: string, arn = KEY): boolean => {
    const read = readArnGlob(withoutVariables(written));
    return read !== null && arnMatches(read, readArn(arn)!);
  };
  expect(fits("arn:aws:kms:*:111122223333:key/*")).toBe(true);
  expect(fits("arn:aws:kms:us-east-1:111122223333:*")).toBe(true);
  expect([fits("arn:aws:kms:*"), fits("arn:*:key/*"), fits("arn:aws:kms:us-east-1:*:key/9*")]).toEqual([
    false,
    false,
    false,
  ]);
  expect(readArn("not:an:arn:at:all:x")).toBeNull();
});
