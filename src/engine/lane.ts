/** Does one thing after the other, in the order in which they were asked for. What fails lets the next one begin. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
