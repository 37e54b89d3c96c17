import { useState } from "react";
import type { CallFilter } from "#glass/views.ts";
import { useAsk, useSession } from "../../state/session.ts";
import { withNewest, withOlder, type CallList } from "./call-pages.ts";

const PAGE = 100;

export interface Calls {
  readonly list: CallList | null;
  readonly error: Error | null;
  /** Loads older ones, if there are any and none are on the way. */
  more(): void;
}

/** The calls of a filter, newest first, live. Mount anew for another filter. */
export function useCalls(filter: CallFilter | null): Calls {
  const { pane } = useSession();
  const [list, setList] = useState<CallList | null>(null);
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
