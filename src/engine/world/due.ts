/** What the calendar brings by itself: automatic rotation, and the end of a waiting period. authorization.md 6.3, service events. */
import type { DueView } from "#glass/views.ts";
import { KeyStore } from "../keys/store.ts";
import type { KeyRow } from "../keys/rows.ts";
import type { MemoryState, Reads, Writes } from "../storage/state.ts";
import type { MadeMaterial } from "../vault/hsm.ts";
import { DAY_MS } from "./clock.ts";

export interface Due {
  readonly at: number;
  readonly what: DueView["what"];
  readonly key: KeyRow;
}

/** The earliest event on the calendar, or null. Deletion goes before rotation when both fall on one moment. */
function nextDue(rows: Reads): Due | null {
  let next: Due | null = null;
  for (const key of rows.range("keysDue", "due", null, Number.MAX_SAFE_INTEGER)) {
    for (const due of dueOf(key)) if (next === null || due.at < next.at) next = due;
  }
  return next;
}

/** `nextDue`, worked out again only when a key with something on the calendar has changed: every call asks. */
export class Calendar {
  readonly #state: MemoryState;
  #version = -1;
  #next: Due | null = null;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  next(): Due | null {
    const version = this.#state.version("keysDue", "due");
    if (version !== this.#version) {
      this.#next = nextDue(this.#state);
      this.#version = version;
    }
    return this.#next;
  }
}

function dueOf(key: KeyRow): Due[] {
  const due: Due[] = [];
  if (key.deletionDate !== null) due.push({ at: key.deletionDate, what: "deletion", key });
  // A disabled or pending key does not rotate; its date moves on when it is usable again (rotation.next is cleared or set by the acts).
  if (key.rotation.next !== null && key.state === "Enabled") due.push({ at: key.rotation.next, what: "rotation", key });
  return due;
}

/** Automatic rotation: a new material in use from its date on; the next date follows. */
export function rotate(rows: Writes, due: Due, made: MadeMaterial): void {
  const store = new KeyStore(rows);
  const rotated = store.addMaterial(due.key, made, "AUTOMATIC", due.at);
  store.update(rotated, { rotation: { ...rotated.rotation, next: due.at + rotated.rotation.periodInDays * DAY_MS } });
}

/** The end of the waiting period: the key, its policy and aliases go, and every material with it, for good. */
export function destroy(rows: Writes, due: Due): readonly string[] {
  const { key } = due;
  for (const alias of rows.range("aliasesTo", key.id, null, Number.MAX_SAFE_INTEGER)) rows.delete("aliases", alias.id);
  const materials = rows.range("materialsOf", key.id, null, Number.MAX_SAFE_INTEGER).map((material) => material.id);
  for (const id of materials) rows.delete("materials", id);
  rows.delete("policies", key.id);
  rows.delete("keys", key.id);
  return materials;
}
