/** A deadline for what the browser promises and may never keep. */

/** The browser did not answer. */
export class NoAnswerInTime extends Error {
  override readonly name = "NoAnswerInTime";
}

/** The answer to `work` if it comes within `ms`. `late`: what to do with one that comes afterwards. @throws NoAnswerInTime */
export function inTime<T>(work: Promise<T>, ms: number, late: (answer: T) => void = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new NoAnswerInTime(`There was no answer within ${ms} ms.`));
    }, ms);
    work
      .then((answer) => (over ? late(answer) : resolve(answer)))
      .catch(reject)
      .finally(() => clearTimeout(timer));
  });
}
