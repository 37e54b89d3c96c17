/**
 * Notices when a worker stands still. While it owes an answer it is asked for a sign of life now and then; however busy it is, it has
 * time for that, since its work is cut into short pieces. A worker that owes nothing is left in peace.
 */
export interface Watched<F> {
  /** The face to ask; its questions are what the worker owes answers to. */
  readonly face: F;
  /** Whether it has ever answered. Until then its script may still be on its way, and its silence means nothing. */
  lived(): boolean;
  stop(): void;
}

/** Ms, and how many signs in a row must be missing. */
const SIGNS = { after: 1_000, every: 3_000, missing: 2 };
/** A timer that is later than this tells that the page stood still itself, so that it may only not have heard. */
const LATE = 500;

/**
 * `face`: whom to watch. `isSeen`: whether somebody looks at the page; the browser slows hidden ones down. `onSilent` is called once, and
 * the watch is over then.
 */
export function watchOver<F extends { alive(): Promise<void> }>(
  face: F,
  isSeen: () => boolean,
  onSilent: () => void,
): Watched<F> {
  let owed = 0;
  let lived = false;
  let watching = false;
  let stopped = false;

  const watch = async (): Promise<void> => {
    if (watching) return;
    watching = true;
    await pause(SIGNS.after);
    for (let missing = 0; owed > 0 && !stopped;) {
      const sign = await askForSign();
      lived ||= sign === "came";
      if (sign === "came") missing = 0;
      else if (sign === "missing" && lived) missing++;
      if (missing < SIGNS.missing || stopped) continue;
      stopped = true;
      onSilent();
    }
    watching = false;
  };

  const askForSign = async (): Promise<"came" | "missing" | "unknown"> => {
    const asked = performance.now();
    let came = false;
    face.alive().then(
      () => (came = true),
      () => {},
    );
    await pause(SIGNS.every);
    if (came) return "came";
    return isSeen() && performance.now() - asked < SIGNS.every + LATE ? "missing" : "unknown";
  };

  const owing = new Proxy(face, {
    get: (_, method: string) => {
      const ask = (face as Record<string, unknown>)[method];
      if (typeof ask !== "function") return ask;
      return async (...args: unknown[]): Promise<unknown> => {
        owed++;
        void watch();
        try {
          const answer: unknown = await (ask as (...args: unknown[]) => Promise<unknown>)(...args);
          lived = true;
          return answer;
        } finally {
          owed--;
        }
      };
    },
  });
  return { face: owing, lived: () => lived, stop: () => (stopped = true) };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
