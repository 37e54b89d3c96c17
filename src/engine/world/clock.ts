/**
 * The simulated clock. World time = the time at an anchor + real time since × rate. It stands still while no tab is open, since the
 * anchor is set anew from the time on disk (clock-keeper.ts); it may be set to any time of its calendar, and stands still at the end of
 * it. Simulated: nobody waits a year for a rotation.
 */
export class WorldClock {
  readonly #real: () => number;
  #at: number;
  #anchor: number;
  #rate: number;

  /** `real`: a steady clock in ms. `at`: world time now. `rate`: world seconds per real second. */
  constructor(real: () => number, at: number, rate: number) {
    this.#real = real;
    this.#at = at;
    this.#anchor = real();
    this.#rate = rate;
  }

  /** World seconds per real second; 0 at the end of the calendar, whatever it was played at. */
  get rate(): number {
    return this.now() < LAST_TIME ? this.#rate : 0;
  }

  /** World time in whole ms since 1970. */
  now(): number {
    return Math.min(LAST_TIME, Math.floor(this.#at + (this.#real() - this.#anchor) * this.#rate));
  }

  set(at: number): void {
    this.#at = at;
    this.#anchor = this.#real();
  }

  play(rate: number): void {
    this.set(this.now());
    this.#rate = rate;
  }

  /** Real ms until world time `at`; 0 when past; null when the clock stands still, or will before it. */
  until(at: number): number | null {
    const world = at - this.now();
    if (world <= 0) return 0;
    return this.#rate > 0 && at <= LAST_TIME ? world / this.#rate : null;
  }
}

/** Where the calendar ends: AWS's own limit of dates is far beyond any lesson. */
export const LAST_TIME = Date.UTC(2100, 0, 1);
export const FIRST_TIME = Date.UTC(2000, 0, 1);
export const DAY_MS = 86_400_000;
