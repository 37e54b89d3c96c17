import { useEffect, useState } from "react";

/** In a browser that does not tell when it is idle, and at the latest in one that never is. */
const AT_LATEST = 500;

/** True once the frame after `shown` is drawn and the browser has had nothing to do: for what nobody looks at before the picture rests. */
export function useRested(shown: boolean): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    if (!shown) return undefined;
    let stop = (): void => cancelAnimationFrame(frame);
    const frame = requestAnimationFrame(() => {
      const timer = setTimeout(() => {
        stop = whenIdle(() => setRested(true));
      });
      stop = () => clearTimeout(timer);
    });
    return () => stop();
  }, [shown]);
  return rested;
}

function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(act, AT_LATEST);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(act, { timeout: AT_LATEST });
  return () => cancelIdleCallback(request);
}
