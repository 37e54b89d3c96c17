import type { ActRecord } from "./storage/storage.ts";

/** Acts that only keep the machinery going: undo steps over them. */
const PLUMBING: ReadonlySet<string> = new Set(["AssumeRole", "CreateAccessKey"]);
const KEPT = 200;

/** Which act undo takes back next, and which one redo does again. */
export class History {
  /** Acts that stand, oldest first, and those taken back, in the order of their taking back. */
  #done: ActRecord[] = [];
  #undone: ActRecord[] = [];

  constructor(acts: readonly ActRecord[]) {
    for (const act of acts) this.done(act);
  }

  done(act: ActRecord): void {
    if (PLUMBING.has(act.name)) return;
    if (act.name === "DeleteKey") return this.forget();
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

  /** An act that did not become durable after all. */
  drop(seq: number): void {
    this.#done = this.#done.filter((act) => act.seq !== seq);
  }

  undoable(): ActRecord | null {
    return this.#done.at(-1) ?? null;
  }

  redoable(): ActRecord | null {
    return this.#undone.at(-1) ?? null;
  }

  /** Nothing before now can be taken back: key material was destroyed. */
  forget(): void {
    this.#done = [];
    this.#undone = [];
  }
}
