/**
 * World time as the application knows it: by the `Date` headers of answers, and this machine's clock in between. A simulated clock
 * may stand still or run a day a second, so from how the headers move the clock also learns how fast the world goes.
 */
export class WorldClock {
  readonly #real: () => number;
  /** The last header, and when it came. */
  #last: Reading;
  /** The last header from which speed was judged, and what it said. */
  #judged: Reading | null = null;
  #judgement = 1;
  /** World ms per real ms. */
  #rate = 1;

  constructor(real: () => number = () => Date.now()) {
    this.#real = real;
    this.#last = { real: real(), world: real() };
  }

  /** World time, ms since 1970. */
  now(): number {
    return this.#last.world + (this.#real() - this.#last.real) * this.#rate;
  }

  /** Ms to add to this machine's clock, so that a request signed now is right when it arrives. */
  get offset(): number {
    return this.now() + TRAVEL_MS * this.#rate - this.#real();
  }

  /** `date`: an answer's `Date` header. */
  heard(date: string | undefined): void {
    const world = date === undefined ? Number.NaN : Date.parse(date);
    if (Number.isNaN(world)) return;
    this.#last = { real: this.#real(), world };
    this.#judged ??= this.#last;
    const passed = this.#last.real - this.#judged.real;
    if (passed < SHORTEST_MS) return;
    const speed = (world - this.#judged.world) / passed;
    // One great step is the clock being set; two of the same speed are the clock running.
    const runs = speed >= SLOWEST_FAST && Math.abs(speed - this.#judgement) < 0.3 * speed;
    const stands = speed === 0 && passed >= STANDING_MS;
    this.#rate = runs ? speed : stands ? 0 : 1;
    this.#judgement = speed;
    this.#judged = this.#last;
  }
}

interface Reading {
  readonly real: number;
  readonly world: number;
}

/** About how long a request travels, real ms. */
const TRAVEL_MS = 2;
/** The header has whole seconds: over a shorter time even an ordinary clock seems to leap (20 ms, 1 s: 50 times as fast). */
const SHORTEST_MS = 20;
const SLOWEST_FAST = 100;
const STANDING_MS = 2_000;
