import type { PaneEvent } from "#glass/pane.ts";
import type { Timers } from "./storage/storage.ts";

/** At most 10 "changed" messages a second, however much changes. */
const QUIET_MS = 100;

/** Tells the panes that something changed; they ask for what they show. */
export class ChangeBell {
  readonly #world: string;
  readonly #timers: Timers;
  readonly #listeners = new Set<(event: PaneEvent) => void>();
  readonly #tables = new Set<string>();
  #acts = 0;
  #calls = 0;
  #timer: unknown = null;
  #pending = false;

  constructor(world: string, timers: Timers) {
    this.#world = world;
    this.#timers = timers;
  }

  listen(listener: (event: PaneEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  count(acts: number, calls: number): void {
    this.#acts = acts;
    this.#calls = calls;
  }

  /** The first change rings at once, later ones together when the quiet is over. */
  ring(tables: readonly string[]): void {
    for (const table of tables) this.#tables.add(table);
    if (this.#timer !== null) {
      this.#pending = true;
      return;
    }
    this.#timer = this.#timers.set(() => {
      this.#timer = null;
      if (!this.#pending) return;
      this.#pending = false;
      this.ring([]);
    }, QUIET_MS);
    // The callers count just before they ring; a microtask later their own act is complete in memory.
    queueMicrotask(() => {
      const tables = [...this.#tables];
      this.#tables.clear();
      this.tell({ event: "changed", world: this.#world, acts: this.#acts, calls: this.#calls, tables });
    });
  }

  tell(event: PaneEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  close(): void {
    this.#timers.clear(this.#timer);
    this.#listeners.clear();
  }
}
