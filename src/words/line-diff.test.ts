import { expect, test } from "vitest";
import { around, lineDiff } from "./line-diff.ts";

const told = (before: string | null, after: string | null): string =>
  lineDiff(before, after)
    .map(({ mark, text }) => ({ same: " ", gone: "-", new: "+" })[mark] + text)
    .join("");

test("what stays, what goes and what comes, in the order of both texts", () => {
  expect(told("a\nb\nc", "a\nx\nc")).toBe(" a-b+x c");
  expect(told("a\nc", "a\nb\nc\nd")).toBe(" a+b c+d");
  expect(told("a\nb", "b")).toBe("-a b");
});
test("a text that is not there", () => {
  expect(told(null, "a\nb")).toBe("+a+b");
  expect(told("a", null)).toBe("-a");
});
test("only the lines around a change are shown", () => {
  const lines = lineDiff("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\nx\n5\n6\n7");
  expect(around(lines, 1).map((line) => line?.text ?? "…")).toEqual(["…", "3", "4", "x", "5", "…"]);
});
