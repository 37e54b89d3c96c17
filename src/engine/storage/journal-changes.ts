import type { ActRecord } from "./storage.ts";
import type { Row, RowChange } from "./tables.ts";

/** One change for each row that was changed, from what it was at first to what it is at last. */
export function netEffect(changes: readonly RowChange[]): readonly RowChange[] {
  const net = new Map<string, RowChange>();
  for (const change of changes) {
    const name = `${change.table} ${change.key}`;
    const earlier = net.get(name);
    net.delete(name);
    net.set(name, earlier === undefined ? change : { ...change, before: earlier.before });
  }
  return [...net.values()];
}

/** What takes these changes back. */
export const backwards = (changes: readonly RowChange[]): readonly RowChange[] =>
  changes.toReversed().map(({ table, key, before, after }) => ({ table, key, before: after, after: before }));

/** The act as the log keeps it. No wrapped material: what is destroyed later must not live on there (docs/decisions/0002). */
export function withoutMaterial(act: ActRecord): ActRecord {
  if (!act.changes.some(({ before, after }) => [before, after].some((row) => row !== null && "wrapped" in row)))
    return act;
  const bare = (row: Row | null): Row | null => (row !== null && "wrapped" in row ? { ...row, wrapped: "" } : row);
  return {
    ...act,
    changes: act.changes.map((change) => ({ ...change, before: bare(change.before), after: bare(change.after) })),
  };
}
