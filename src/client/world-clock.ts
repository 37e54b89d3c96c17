/**
 * World time as the application knows it: this machine's clock and the difference that the last `Date` header showed. The header
 * has whole seconds, far below the five minutes that a signature may be off.
 */
export class WorldClock {
  #offset = 0;

  /** Ms to add to this machine's clock. */
  get offset(): number {
    return this.#offset;
  }

  /** World time now, ms since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** `date`: an answer's `Date` header. */
  heard(date: string | undefined): void {
    const world = date === undefined ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(world)) this.#offset = world - Date.now();
  }
}
