import { useEffect } from "react";

/**
 * On a projector and on a phone the picture is taller than the screen. With each step of the reader the head of the page gives its room to
 * the picture, and what the beat changed is brought into view below the sentence, which stays at the top there (envelope.css,
 * presenter.css). At once: what is in motion is hard enough to follow when the page stands still.
 */
export function useInSight(taken: number): void {
  useEffect(() => {
    const said = document.querySelector(".envelope-said");
    const story = said?.parentElement;
    if (taken === 0 || said == null || story == null || getComputedStyle(said).position !== "sticky") return;
    const head = said.previousElementSibling;
    if (head !== null) window.scrollBy({ top: head.getBoundingClientRect().bottom });
    const sentence = said.getBoundingClientRect().bottom;
    const changed = [...story.querySelectorAll(".envelope-changed")].map((thing) => thing.getBoundingClientRect());
    const hidden = Math.max(0, ...changed.map(({ bottom }) => bottom + MARGIN - window.innerHeight));
    const room = Math.min(...changed.map(({ top }) => top - sentence - MARGIN), hidden);
    if (hidden > 0) window.scrollBy({ top: Math.max(0, room) });
  }, [taken]);
}

const MARGIN = 12;
