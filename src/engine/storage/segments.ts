/** The log of calls as it lies on disk: runs of consecutive calls as text, and a small index in memory that finds a call among them. */
import type { CallSummary } from "#glass/trace.ts";
import type { CallFilter } from "#glass/views.ts";

/** So many of the newest calls keep their whole trace; older ones keep summary and audit record, unless they are pinned. */
export const KEPT_TRACES = 2_000;
/** So many of the newest acts are loaded with a world: as far as undo goes. */
export const KEPT_ACTS = 200;
/** A run of at least this many calls is a segment and stays as it is. */
export const SEGMENT = 1_000;

export function matches(filter: CallFilter, summary: CallSummary): boolean {
  return (
    (filter.operation === undefined || summary.operation === filter.operation) &&
    (filter.principal === undefined || summary.principalArn === filter.principal) &&
    (filter.result === undefined || (summary.error === null) === (filter.result === "ok")) &&
    (filter.key === undefined || summary.keys.includes(filter.key))
  );
}
