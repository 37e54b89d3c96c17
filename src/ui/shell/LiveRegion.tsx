import { useAnnouncement } from "../state/announce.ts";

/** The one live region. An odd and an even half, so that the same sentence twice is said twice. */
export function LiveRegion() {
  const { text, count } = useAnnouncement();
  return (
    <output className="sr-only" aria-live="polite" data-testid="announcer">
      <span>{count % 2 === 0 ? text : ""}</span>
      <span>{count % 2 === 1 ? text : ""}</span>
    </output>
  );
}
