import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

export interface BeatWalk {
  /** The beat shown, from 0. */
  readonly at: number;
  readonly go: (beat: number) => void;
  /** Counted from the beat that was asked for last, so that quick presses add up. */
  readonly step: (by: 1 | -1) => void;
  /** How often the reader has gone from beat to beat; a run that comes to rest is no such step. */
  readonly taken: number;
}

/** `linked`: the beat of the URL, from 1; `rest`: where the run rests, from 0. The picture changes first and the URL follows. */
export function useBeat(linked: number | undefined, rest: number, link: (beat: number) => void): BeatWalk {
  const [ahead, setAhead] = useState<{ readonly beat: number; readonly of: number | undefined } | null>(null);
  if (ahead !== null && ahead.of !== linked) setAhead(null);
  const wanted = ahead !== null && ahead.of === linked ? ahead.beat : linked === undefined ? rest : linked - 1;
  const at = Math.min(Math.max(0, wanted), rest);
  const [taken, setTaken] = useState(0);
  const asked = useRef<number | null>(null);
  useEffect(() => {
    if (asked.current === at) asked.current = null;
  }, [at]);

  const go = (beat: number): void => {
    const from = asked.current ?? at;
    const to = Math.min(Math.max(0, beat), rest);
    if (to === from) return;
    asked.current = to;
    const change = (): void => {
      flushSync(() => {
        setAhead({ beat: to, of: linked });
        setTaken((before) => before + 1);
      });
      link(to + 1);
    };
    if (Math.abs(to - from) === 1) join(change);
    else change();
  };
  return { at, go, step: (by) => go((asked.current ?? at) + by), taken };
}

/** Lets the browser carry what has a name from its old place to its new one. A transition that is overtaken ends early. */
function join(change: () => void): void {
  if (typeof document.startViewTransition !== "function" || document.visibilityState === "hidden") return change();
  const { ready, finished, updateCallbackDone } = document.startViewTransition(change);
  for (const end of [ready, finished, updateCallbackDone]) end.catch(() => {});
}
