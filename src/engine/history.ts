import { withoutMaterial } from "./storage/journal-changes.ts";
import type { MemoryState } from "./storage/state.ts";
import type { ActRecord } from "./storage/storage.ts";
import type { RowChange } from "./storage/tables.ts";
import { lostAt, type Happened } from "./world/due.ts";

/** Acts that only keep the machinery going, and what the world is set to, which is not taken back: undo steps over them. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  "AssumeRole",
  "IssueCredentials",
  "SetClock",
  "SetGrantDelay",
  "SetThrottling",
  "MakeNitroRoot",
  "UseMFACode",
]);
/** What the calendar brought: undo takes back what people did. (A rotation taken back would be due again at once.) */
const CALENDAR: readonly Happened["event"][] = [
  "RotateKey",
  "DeleteKey",
  "DeleteExpiredKeyMaterial",
  "SynchronizeMultiRegionKey",
  "SettleKeyStore",
];
/** Undo stops here: at the calendar's doings, and where somebody destroyed key material (docs/decisions/0002). */
const BARRIERS: ReadonlySet<string> = new Set([...CALENDAR, "DeleteImportedKeyMaterial"]);
const KEPT = 200;

/** Which act undo takes back next, and which one redo does again. */
export class History {
  /** What happened, oldest first. The other two follow from it. */
  #happened: ActRecord[] = [];
  /** Acts that stand, oldest first, and those taken back, in the order of their taking back. */
  #done: ActRecord[] = [];
  #undone: ActRecord[] = [];

  constructor(acts: readonly ActRecord[]) {
    for (const act of acts) this.done(act);
  }

  done(act: ActRecord): void {
    if (PASSED_OVER.has(act.name)) return;
    this.#happened.push(act);
    if (BARRIERS.has(act.name)) this.#bare();
    // As many again: undone acts and their Undo stand here too.
    if (this.#happened.length > 2 * KEPT) this.#happened.shift();
    this.#follow(act);
  }

  /** Nothing of what happened can be taken back: no material is kept for that, least of all one that was destroyed. */
  #bare(): void {
    // A calendar turned forward brings thousands of barriers in a row: what lies before the last one was made bare by that one.
    const last = this.#happened.findLastIndex((act, at) => at < this.#happened.length - 1 && BARRIERS.has(act.name));
    for (let at = last + 1; at < this.#happened.length; at++)
      this.#happened[at] = withoutMaterial(this.#happened[at] as ActRecord);
  }

  /** Acts that did not become durable after all: as if they had never been. */
  drop(acts: readonly ActRecord[]): void {
    const dropped = new Set(acts.map(({ seq }) => seq));
    this.#happened = this.#happened.filter(({ seq }) => !dropped.has(seq));
    this.#forget();
    for (const act of this.#happened) this.#follow(act);
  }

  #follow(act: ActRecord): void {
    if (BARRIERS.has(act.name)) return this.#forget();
    if (act.name === "Undo") {
      const undone = this.#done.pop();
      if (undone !== undefined) this.#undone.push(undone);
    } else if (act.name === "Redo") {
      const redone = this.#undone.pop();
      if (redone !== undefined) this.#done.push(redone);
    } else {
      this.#done.push(act);
      this.#undone = [];
      if (this.#done.length > KEPT) this.#done.shift();
    }
  }

  undoable(): ActRecord | null {
    return this.#done.at(-1) ?? null;
  }

  redoable(): ActRecord | null {
    return this.#undone.at(-1) ?? null;
  }

  /** Nothing before now can be taken back. */
  #forget(): void {
    this.#done = [];
    this.#undone = [];
  }
}

/**
 * The act that is taken back or done again next at `now`, and the row changes that do it. @throws RangeError when there is none, when
 * something else has changed since, when the key material of that act is gone, or when the calendar would destroy some at once.
 */
export function travel(
  way: "undo" | "redo",
  history: History,
  rows: Pick<MemoryState, "get">,
  now: number,
): { readonly act: ActRecord; readonly changes: readonly RowChange[] } {
  const act = way === "undo" ? history.undoable() : history.redoable();
  if (act === null)
    throw new RangeError(way === "undo" ? "There is nothing that can be taken back." : "There is nothing to do again.");
  const changes =
    way === "undo"
      ? act.changes.map(({ table, key, before, after }) => ({ table, key, before: after, after: before })).toReversed()
      : act.changes;
  for (const { table, key, before } of changes) {
    if (!sameRow(rows.get(table, key) ?? null, before))
      throw new RangeError("Something else has changed since; it cannot be taken back alone.");
  }
  if (changes.some(({ after }) => after !== null && "wrapped" in after && after.wrapped === ""))
    throw new RangeError("The key material of that act is no longer at hand: the log keeps none.");
  if (changes.some((change) => (lostAt(change) ?? Infinity) <= now))
    throw new RangeError("World time has passed its end since: key material would be destroyed at once.");
  return { act, changes };
}

/** Equal rows; wrapped material aside, which acts read back from the log do not have. */
function sameRow(a: RowChange["before"], b: RowChange["before"]): boolean {
  const text = (row: RowChange["before"]): string =>
    JSON.stringify(row, (name, value: unknown) => (name === "wrapped" ? "" : value));
  return a === b || text(a) === text(b);
}
