import type { ActRecord } from "./storage/storage.ts";
import type { Happened } from "./world/due.ts";

/** Acts that only keep the machinery going, and what the world is set to, which is not taken back: undo steps over them. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  "AssumeRole",
  "IssueCredentials",
  "SetClock",
  "SetGrantDelay",
  "SetThrottling",
  "MakeNitroRoot",
]);
/** What the calendar brought: undo takes back what people did, and stops here. (A rotation taken back would be due again at once.) */
const BARRIERS: ReadonlySet<string> = new Set<Happened["event"]>([
  "RotateKey",
  "DeleteKey",
  "DeleteExpiredKeyMaterial",
  "SynchronizeMultiRegionKey",
  "SettleKeyStore",
]);
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
    if (PASSED_OVER.has(act.name)) return;
    if (BARRIERS.has(act.name)) return this.forget();
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

  /** Nothing before now can be taken back. */
  forget(): void {
    this.#done = [];
    this.#undone = [];
  }
}
