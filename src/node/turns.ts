/**
 * Requests that came in one turn of the event loop begin together. Node would see each of them through before it reads the next; side by
 * side they share what the processor has just been taught to do, and one group commit. With 16 connections that is twice as many calls a
 * second (`npm run bench -- endpoint`), and a call that comes alone waits for nothing.
 */
export class Turns {
  #waiting: (() => void)[] = [];

  /** Resolves at the end of this turn, for all who asked in it at once. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) === 1) setImmediate(() => this.#begin());
    });
  }

  #begin(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const begin of waiting) begin();
  }
}
