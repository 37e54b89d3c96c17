/** The newest calls of a filter, and as many older ones as have been scrolled to: pages that grow into one list. */
import type { CallSummary } from "#glass/trace.ts";
import type { CallsPage } from "#glass/views.ts";

export interface CallList {
  /** Newest first, without gaps. */
  readonly items: readonly CallSummary[];
  /** Of all calls in this world, whatever the filter. */
  readonly total: number;
  /** Where older ones go on, or null. */
  readonly next: string | null;
}

/** Takes in the newest page anew. When it no longer touches what is known, the older part would have a gap and is let go. */
export function withNewest(list: CallList | null, page: CallsPage): CallList {
  const oldest = page.items.at(-1)?.seq ?? 0;
  const touches = list !== null && page.next !== null && list.items.some(({ seq }) => seq === oldest);
  if (!touches) return { items: page.items, total: page.total, next: page.next };
  return {
    items: [...page.items, ...list.items.filter(({ seq }) => seq < oldest)],
    total: page.total,
    next: list.next,
  };
}

/** Appends an older page; what is known already is not repeated. */
export function withOlder(list: CallList, page: CallsPage): CallList {
  const oldest = list.items.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
  return {
    items: [...list.items, ...page.items.filter(({ seq }) => seq < oldest)],
    total: page.total,
    next: page.next,
  };
}
