import { useEffect, useRef } from "react";

/**
 * On a projector the picture may be taller than the screen. With each beat the head of the page gives its room to the picture, and what
 * the beat changed is brought into view below the sentence, which stays at the top (presenter.css).
 */
export function useInSight(beat: number): void {
  const before = useRef(beat);
  useEffect(() => {
    if (before.current === beat) return;
    before.current = beat;
    if (document.documentElement.dataset["theme"] !== "presenter") return;
    const said = document.querySelector(".envelope-said");
    const story = said?.parentElement;
    if (said == null || story == null) return;
    const head = said.previousElementSibling;
    if (head !== null) window.scrollBy({ top: head.getBoundingClientRect().bottom });
    const sentence = said.getBoundingClientRect().bottom;
    const changed = [...story.querySelectorAll(".envelope-changed")].map((thing) => thing.getBoundingClientRect());
    const hidden = Math.max(0, ...changed.map(({ bottom }) => bottom + MARGIN - window.innerHeight));
    const room = Math.min(...changed.map(({ top }) => top - sentence - MARGIN), hidden);
    if (hidden > 0) window.scrollBy({ top: Math.max(0, room) });
  }, [beat]);
}

const MARGIN = 12;
