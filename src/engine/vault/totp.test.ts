import { describe, expect, test } from "vitest";
import { utf8 } from "#wire/bytes.ts";
import { oneTimeCode, stepAt } from "./totp.ts";

const SEED = utf8("12345678901234567890");

describe("one-time codes", () => {
  test.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("are those of RFC 6238, appendix B, %i seconds after 1970", async (seconds, code) => {
    expect(await oneTimeCode(SEED, stepAt(seconds * 1000), 8)).toBe(code);
    expect(await oneTimeCode(SEED, stepAt(seconds * 1000))).toBe(code.slice(2));
  });

  test("are those of RFC 4226, appendix D, count by count", async () => {
    const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(await Promise.all(counts.map((count) => oneTimeCode(SEED, count)))).toEqual([
      "755224",
      "287082",
      "359152",
      "969429",
      "338314",
      "254676",
      "287922",
      "162583",
      "399871",
      "520489",
    ]);
  });
});
