import { useEffect, useRef, useState } from "react";
import type { KeyFilter } from "#glass/views.ts";
import { topics, usePaneEvents, useSession, useWorld } from "../../state/session.ts";
import { KeyPages } from "./key-pages.ts";

export interface ListedKeys {
  readonly pages: KeyPages;
  /** What they were asked for by: while another answer is out, not what is wanted now. */
  readonly by: KeyFilter;
}

/** What was listed last: whoever comes back from a key finds the list as long as it was, and with it the place where they were. */
let kept: { readonly name: string; readonly listed: ListedKeys } | null = null;
topics.listen((changed) => {
  if (changed.has("reset")) kept = null;
});

/** The keys that fit a filter, loaded as they come into view and kept as the world changes. */
export function useKeyPages({ account, region, search, state }: KeyFilter): ListedKeys | null {
  const { pane } = useSession();
  const { id } = useWorld();
  const name = JSON.stringify([id, account, region, search, state]);
  const [listed, setListed] = useState(kept?.name === name ? kept.listed : null);
  const latest = useRef<KeyPages>(null);
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
        kept = { name, listed: { pages: mine, by: filter } };
        // The old list stays on the screen until the new one has its first answer.
        setListed(kept.listed);
      },
      kept?.name === name ? kept.listed.pages : null,
    );
    latest.current = mine;
    mine.look(0, 40);
    return () => mine.stop();
  }, [pane, name, account, region, search, state]);
  usePaneEvents((event) => {
    // Any call may have used a key in view.
    if (event.event === "reset" || event.event === "changed") latest.current?.refresh();
  });
  return listed;
}
