import { useEffect } from "react";
import { announce } from "../state/announce.ts";

let first = true;

/** Names the page in the tab, and says the name when the learner has moved to it. Null: it is not known yet. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return;
    document.title = `${title} · Keyglass`;
    if (!first) announce(title);
    first = false;
  }, [title]);
}
