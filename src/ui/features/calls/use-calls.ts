import { useEffect, useState } from "react";
import type { CallFilter } from "#glass/views.ts";
import { topics, useAsk, useSession } from "../../state/session.ts";
import { withNewest, withOlder, type CallList } from "./call-pages.ts";

const PAGE = 100;

export interface Calls {
  readonly list: CallList | null;
  readonly error: Error | null;
  /** Loads older ones, if there are any and none are on the way. */
  more(): void;
}

/** What was listed last: whoever comes back from a call finds the page as long as it was, and with it the place where they were. */
let kept: { readonly name: string; readonly list: CallList } | null = null;
topics.listen((changed) => {
  if (changed.has("reset")) kept = null;
});

/** The calls of a filter, newest first, live. Mount anew for another filter. `name`: of the filter, and the world that it is for. */
export function useCalls(filter: CallFilter | null, name: string): Calls {
  const { pane } = useSession();
  const [list, setList] = useState(kept?.name === name ? kept.list : null);
  useEffect(() => {
    if (list !== null) kept = { name, list };
  }, [name, list]);
  const [loading, setLoading] = useState(false);
  const [fault, setFault] = useState<Error | null>(null);
  const newest = useAsk(
    async () => (filter === null ? { items: [], total: 0, next: null } : await pane.calls(filter, null, PAGE)),
    [filter, pane],
    { on: ["calls"] },
  );
  const { value } = newest;
  const [taken, setTaken] = useState<typeof value>(undefined);
  if (value !== undefined && value !== taken) {
    setTaken(value);
    setList(withNewest(list, value));
  }
  const more = (): void => {
    if (loading || filter === null || list?.next == null) return;
    setLoading(true);
    void (async () => {
      try {
        const page = await pane.calls(filter, list.next, PAGE);
        setList((before) => (before === null ? before : withOlder(before, page)));
      } catch (error) {
        setFault(error instanceof Error ? error : new Error(String(error)));
      }
      setLoading(false);
    })();
  };
  return { list, error: newest.error ?? fault, more };
}
