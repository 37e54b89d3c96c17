import { useState } from "react";

/** What somebody has chosen in place of what `stands` shows at once, though it holds only when that follows; or until something else is chosen. */
export function useChosen<T>(stands: T): readonly [shown: T, choose: (chosen: T) => void] {
  const [chosen, setChosen] = useState<{ readonly over: T; readonly shown: T } | null>(null);
  // Once it has followed, what was chosen is over: what stands may come back to what it was.
  if (chosen !== null && !Object.is(chosen.over, stands)) setChosen(null);
  return [
    chosen !== null && Object.is(chosen.over, stands) ? chosen.shown : stands,
    (shown) => setChosen({ over: stands, shown }),
  ];
}
