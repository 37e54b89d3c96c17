import { Button } from "../../design/Button.tsx";

export interface FollowUp {
  readonly label: string;
  readonly run: () => void;
}

/** What was tried just now, what came of it, and the next sensible move. */
export function TriedNote({
  lines,
  followUps,
  disabled,
  onPicture,
}: {
  readonly lines: readonly string[];
  readonly followUps: readonly FollowUp[];
  readonly disabled: boolean;
  /** Leads to the beat that shows it; null where none does. */
  readonly onPicture: (() => void) | null;
}) {
  return (
    <section
      aria-label="What was tried"
      className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2 rounded-lg border-stroke border-ink px-4 py-3"
    >
      <div className="min-w-0 flex-1 basis-80 text-base">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        {onPicture !== null && (
          <Button size="small" disabled={disabled} onClick={onPicture}>
            Show it in the picture
          </Button>
        )}
        {followUps.map(({ label, run }) => (
          <Button key={label} size="small" disabled={disabled} onClick={run}>
            {label}
          </Button>
        ))}
      </div>
    </section>
  );
}
