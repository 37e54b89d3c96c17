import { useEffect, useRef } from "react";

/** The button to go on with; the Stepper's. */
export const GO_ON = "go-on";
/** Where the story begins. */
export const STORY = "story";

/**
 * After a run what came of it is in sight, and who works with the keyboard goes on from there: the button that was pressed may be gone or
 * switched off. Whoever still stands in something keeps their place.
 */
export function useLanding(busy: boolean): void {
  const was = useRef(busy);
  useEffect(() => {
    const ended = was.current && !busy;
    was.current = busy;
    if (!ended) return undefined;
    // What was switched off while the run went on is on again by now, and takes no focus back.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      landOnStory();
    });
    return () => cancelAnimationFrame(frame);
  }, [busy]);
}

/** Brings the sentence and the picture into sight, and the keyboard to the button to go on with. */
export function landOnStory(): void {
  document.getElementById(GO_ON)?.focus({ preventScroll: true });
  const story = document.getElementById(STORY);
  const top = story?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > window.innerHeight / 3) story?.scrollIntoView({ block: "start" });
}
