/**
 * World time as the application knows it: what it was told of the world's clock, set right by the `Date` headers of answers, and this
 * machine's clock in between. A simulated clock may stand still or run a day a second.
 */
export class WorldClock {
  readonly #real: () => number;
  #at: { readonly real: number; readonly world: number };
  /** World ms per real ms. */
  #rate = 1;
  /** How often the clock has been told: an answer to a question from before that knows less. */
  #tellings = 0;

  constructor(real: () => number = () => Date.now()) {
    this.#real = real;
    this.#at = { real: real(), world: real() };
  }

  /** World time, ms since 1970. */
  now(): number {
    return this.#at.world + (this.#real() - this.#at.real) * this.#rate;
  }

  /** World time at which a request that leaves now arrives: what it is to be signed with. */
  arrival(): number {
    return this.now() + TRAVEL_MS * this.#rate;
  }

  /** The clock was set, or runs otherwise. `rate`: world ms per real ms. */
  told({ now, rate }: { readonly now: number; readonly rate: number }): void {
    this.#at = { real: this.#real(), world: now };
    this.#rate = rate;
    this.#tellings++;
  }

  /** To be called as a request leaves; the result takes the `Date` header of its answer. */
  asking(): (date: string | undefined) => void {
    const tellings = this.#tellings;
    return (date) => {
      const world = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(world) || tellings !== this.#tellings) return;
      // The header has whole seconds: within its own second, what is known is finer.
      const now = this.now();
      if (now < world || now >= world + 1000) this.#at = { real: this.#real(), world };
    };
  }
}

/** About how long a request travels, real ms. */
const TRAVEL_MS = 2;
