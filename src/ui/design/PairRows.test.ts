import { describe, expect, test } from "vitest";
import { newPair, pairsOf, recordOf } from "./PairRows.tsx";

describe("pairs that are being written", () => {
  test("leave out empty rows", () => expect(recordOf([newPair("order", "1"), newPair()])).toEqual({ order: "1" }));
  test("may have an empty value, but no missing and no double name", () => {
    expect(recordOf([newPair("order", "")])).toEqual({ order: "" });
    expect(recordOf([newPair("", "1")])).toBeNull();
    expect(recordOf([newPair("a", "1"), newPair("a", "2")])).toBeNull();
  });
  test("keep a name that JavaScript objects have already", () => {
    expect(Object.entries(recordOf([newPair("__proto__", "1")]) ?? {})).toEqual([["__proto__", "1"]]);
  });
  test("come from a record, and go back to it", () => {
    expect(recordOf(pairsOf({ order: "1001", tenant: "blue" }))).toEqual({ order: "1001", tenant: "blue" });
  });
});
