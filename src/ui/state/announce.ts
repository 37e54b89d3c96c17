/** One polite sentence per result, for those who do not see the picture change. The live region itself stands in the shell. */
import { create } from "zustand";

export const useAnnouncement = create<{ readonly text: string; readonly count: number }>(() => ({
  text: "",
  count: 0,
}));

/** Says `text` in the page's live region; a later sentence replaces it. */
export function announce(text: string): void {
  useAnnouncement.setState(({ count }) => ({ text, count: count + 1 }));
}
