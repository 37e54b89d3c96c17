interface Coming<T> {
  /** Undefined as long as it is being made, null when it will not be. */
  made: T | null | undefined;
  readonly ended: Promise<void>;
}

/** Takes what is made side by side in the order in which its making began. What fails is left out, and heard of by its maker alone. */
export class InOrder<T extends object> {
  readonly #take: (made: T) => void;
  readonly #coming: Coming<T>[] = [];

  constructor(take: (made: T) => void) {
    this.#take = take;
  }

  /** Resolves when it is made, or will never be; what began before may still hold it up. */
  add(making: Promise<T>): Promise<void> {
    const end = (made: T | null): void => {
      coming.made = made;
      this.#takeReady();
    };
    const coming: Coming<T> = { made: undefined, ended: making.then(end, () => end(null)) };
    this.#coming.push(coming);
    return coming.ended;
  }

  /** Resolves when all that was added so far is taken. */
  async taken(): Promise<void> {
    if (this.#coming.length > 0) await Promise.all(this.#coming.map(({ ended }) => ended));
  }

  #takeReady(): void {
    for (let first = this.#coming[0]; first?.made !== undefined; first = this.#coming[0]) {
      this.#coming.shift();
      if (first.made !== null) this.#take(first.made);
    }
  }
}
