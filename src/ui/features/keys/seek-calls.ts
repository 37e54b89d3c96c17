import type { Pane } from "#glass/pane.ts";
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";

/** A log may be long and matches rare: this many pages are looked through before giving up. */
const MOST_PAGES = 40;

/** The newest `wanted` calls that fit, newest first, and whether older ones may follow. A page alone may hold fewer than asked for. */
export async function seekCalls(
  pane: Pick<Pane, "calls">,
  filter: CallFilter,
  wanted: number,
): Promise<{ readonly items: readonly CallSummary[]; readonly more: boolean }> {
  const items: CallSummary[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await pane.calls(filter, cursor, wanted - items.length);
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null || items.length >= wanted) break;
  }
  return { items, more: cursor !== null };
}
