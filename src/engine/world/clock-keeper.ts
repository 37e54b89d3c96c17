/**
 * Keeps the running clock on disk, so that a world opened again never shows a time before one that it has shown already, whatever
 * ended it. What is written lies ahead of the clock, by more than the clock runs until it is written next; only a world that is left in
 * order writes the time as it is. After a crash the world's time is therefore ahead by up to the lead, and never behind.
 */
import type { Timers } from "../storage/storage.ts";
import { LAST_TIME, type WorldClock } from "./clock.ts";

/** Real ms: how often the time is written, and how far ahead. The difference is room for a transaction that is slow. */
interface Pace {
  readonly every: number;
  readonly lead: number;
}
const PLAYED: Pace = { every: 500, lead: 2_000 };
/** An idle world at real time should hardly touch the disk. */
const ORDINARY: Pace = { every: 15_000, lead: 30_000 };

export class ClockKeeper {
  readonly #clock: WorldClock;
  readonly #timers: Timers;
  readonly #write: () => void;
  readonly #ended: () => void;
  #timer: unknown = null;
  /** Nobody looks: the time as it is may be written. */
  #resting = false;

  /** `write`: asks for a transaction soon, which writes `mark()`. `ended`: the clock came to the end of its calendar and stands still. */
  constructor(clock: WorldClock, timers: Timers, write: () => void, ended: () => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#write = write;
    this.#ended = ended;
  }

  /** The world time that a transaction beginning now writes, ms since 1970. */
  mark(): number {
    const { rate } = this.#clock;
    const lead = this.#resting || rate === 0 ? 0 : Math.ceil(this.#pace.lead * rate);
    return Math.min(LAST_TIME, this.#clock.now() + lead);
  }

  /** From now on, and anew whenever the clock runs otherwise. */
  keep(): void {
    this.#resting = false;
    this.#write();
    this.#again(this.#pace.every);
  }

  /** Writes the time as it is. Should the world go on after all, the lead is soon written again. */
  rest(): void {
    this.#resting = true;
    this.#write();
    this.#again(PLAYED.every);
  }

  /** The same, for good. */
  end(): void {
    this.rest();
    this.#timers.clear(this.#timer);
  }

  get #pace(): Pace {
    return this.#clock.rate > 1 ? PLAYED : ORDINARY;
  }

  #again(wait: number): void {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    if (this.#clock.rate === 0) return;
    const end = this.#clock.until(LAST_TIME) ?? Infinity;
    this.#timer = this.#timers.set(
      () => {
        this.keep();
        if (this.#clock.rate === 0) this.#ended();
      },
      Math.min(wait, Math.ceil(end)),
    );
  }
}
