import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arnMatches, glob, globMatches, globOf, readArn, readArnGlob, readGlob } from "./glob.ts";
import { Searched } from "./searched.ts";
import { withoutVariables } from "./text.ts";

/** Written for this test alone, from the definition: which beginnings of the text the pattern fits, as far as it was read. */
function naive(pattern: string, text: string): boolean {
  let fits = new Uint8Array(text.length + 1);
  fits[0] = 1;
  for (const wanted of pattern.split("")) {
    const next = new Uint8Array(text.length + 1);
    for (let length = 0, some = 0; length <= text.length; length++) {
      some ||= fits[length]!;
      if (wanted === "*") next[length] = some;
      else if (length > 0 && (wanted === "?" || wanted === text[length - 1])) next[length] = fits[length - 1]!;
    }
    fits = next;
  }
  return fits[text.length] === 1;
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

test("they agree on texts that are long enough to be searched by their characters", () => {
  const long = fc
    .tuple(text, fc.integer({ min: 5, max: 14 }), text)
    .map(([unit, times, rest]) => `${unit || "ab"}x`.repeat(times) + rest + "y".repeat(20));
  const within = fc.string({ unit: fc.constantFrom("a", "b", "x", "y", ":", "*", "?", "?"), maxLength: 14 });
  fc.assert(
    fc.property(within, long, (left, right) => {
      const searched = new Searched(right);
      const [anywhere, whole] = [naive(`*${left}*`, right), naive(left, right)];
      // Twice, since the second search goes by what the first one found.
      const found = [`*${left}*`, `*${left}*`, left].map((pattern) => globMatches(globOf(pattern), searched));
      expect(found).toEqual([anywhere, anywhere, whole]);
    }),
    { numRuns: 10_000 },
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

test("many longer parts are found in one text wherever they stand, by whatever way they are looked for", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 500, maxLength: 700 });
  const cuts = fc.array(fc.tuple(fc.nat(650), fc.integer({ min: 6, max: 20 }), fc.nat(20), fc.boolean()), {
    minLength: 40,
    maxLength: 60,
  });
  fc.assert(
    fc.property(letters, cuts, (within, wanted) => {
      const searched = new Searched(within);
      for (const [at, length, gap, spoiled] of wanted) {
        const part = within.slice(at, at + length);
        const behind = within.slice(at + length + gap, at + length + gap + 9);
        const first = spoiled ? part.replace(/.$/, (last) => (last === "a" ? "b" : "a")) : part;
        const whole = `*${first}*${behind}*`;
        expect(globMatches(globOf(whole), searched)).toBe(naive(whole, within));
      }
    }),
    { numRuns: 40 },
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
