let last: Promise<unknown> = Promise.resolve();

/** Begins `work` once what was asked for before has ended, also where the reader has left the place meanwhile and come back. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}
