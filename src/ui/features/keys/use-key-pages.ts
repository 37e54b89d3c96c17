import { useEffect, useReducer, useState } from "react";
import type { KeyFilter } from "#glass/views.ts";
import { usePaneEvents, useSession } from "../../state/session.ts";
import { KeyPages } from "./key-pages.ts";

/** The keys that fit a filter, loaded as they come into view and kept as the world changes. */
export function useKeyPages({ account, region, search, state }: KeyFilter): KeyPages | null {
  const { pane } = useSession();
  const [pages, setPages] = useState<KeyPages | null>(null);
  const [, told] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const filter: KeyFilter = {
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
      ...(search !== undefined && { search }),
      ...(state !== undefined && { state }),
    };
    const mine = new KeyPages(
      (cursor, limit) => pane.keys(filter, cursor, limit),
      () => {
        // The old list stays on the screen until the new one has its first answer.
        setPages(mine);
        told();
      },
    );
    mine.look(0, 40);
    return () => mine.stop();
  }, [pane, account, region, search, state]);
  usePaneEvents((event) => {
    // Any call may have used a key in view.
    if (event.event === "reset" || event.event === "changed") pages?.refresh();
  });
  return pages;
}
