import { expect, test } from "vitest";
import type { CallSummary } from "#glass/trace.ts";
import type { CallsPage } from "#glass/views.ts";
import { seekCalls } from "./seek-calls.ts";

test("pages that hold few are put together until there are enough", async () => {
  const pages: CallsPage[] = [[9], [], [4, 3]].map((seqs, i) => ({
    items: seqs.map((seq) => ({ seq }) as CallSummary),
    total: 99,
    next: i < 2 ? String(i) : null,
  }));
  const cursors: (string | null)[] = [];
  const pane = {
    calls: async (_filter: unknown, cursor: string | null) => {
      cursors.push(cursor);
      return pages[cursors.length - 1] ?? { items: [], total: 0, next: null };
    },
  };
  const found = await seekCalls(pane, {}, 3);
  expect(found.items.map(({ seq }) => seq)).toEqual([9, 4, 3]);
  expect(found.more).toBe(false);
  expect(cursors).toEqual([null, "0", "1"]);
});
