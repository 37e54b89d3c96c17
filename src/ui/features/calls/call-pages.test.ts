import { expect, test } from "vitest";
import type { CallSummary } from "#glass/trace.ts";
import type { CallsPage } from "#glass/views.ts";
import { withNewest, withOlder, type CallList } from "./call-pages.ts";

const page = (from: number, to: number, next: string | null = String(to)): CallsPage => ({
  items: Array.from({ length: from - to + 1 }, (_, index) => ({ seq: from - index }) as CallSummary),
  total: from,
  next,
});
const seqs = (list: CallList): readonly number[] => list.items.map(({ seq }) => seq);

test("older pages are appended, newer calls come on top", () => {
  const two = withOlder(withNewest(null, page(10, 8)), page(7, 5));
  expect(seqs(withNewest(two, page(11, 9)))).toEqual([11, 10, 9, 8, 7, 6, 5]);
  expect(two.next).toBe("5");
});

test("where too many came at once, the list begins anew rather than with a gap", () => {
  const two = withOlder(withNewest(null, page(10, 8)), page(7, 5));
  expect(seqs(withNewest(two, page(30, 28)))).toEqual([30, 29, 28]);
});

test("a page that holds everything replaces what was known", () => {
  expect(withNewest(withNewest(null, page(3, 1, null)), page(4, 1, null))).toMatchObject({ next: null, total: 4 });
});
