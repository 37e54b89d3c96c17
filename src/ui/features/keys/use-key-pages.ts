import { useEffect, useState } from "react";
import type { KeyFilter } from "#glass/views.ts";
import { usePaneEvents, useSession } from "../../state/session.ts";
import { KeyPages } from "./key-pages.ts";

export interface ListedKeys {
  readonly pages: KeyPages;
  /** What they were asked for by: while another answer is out, not what is wanted now. */
  readonly by: KeyFilter;
}

/** The keys that fit a filter, loaded as they come into view and kept as the world changes. */
export function useKeyPages({ account, region, search, state }: KeyFilter): ListedKeys | null {
  const { pane } = useSession();
  const [listed, setListed] = useState<ListedKeys | null>(null);
  useEffect(() => {
    const filter: KeyFilter = {
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
      ...(search !== undefined && { search }),
      ...(state !== undefined && { state }),
    };
    const mine = new KeyPages(
      (cursor, limit) => pane.keys(filter, cursor, limit),
      // The old list stays on the screen until the new one has its first answer.
      () => setListed({ pages: mine, by: filter }),
    );
    mine.look(0, 40);
    return () => mine.stop();
  }, [pane, account, region, search, state]);
  usePaneEvents((event) => {
    // Any call may have used a key in view.
    if (event.event === "reset" || event.event === "changed") listed?.pages.refresh();
  });
  return listed;
}
