import { useState } from "react";
import { duration, size, speed } from "#words/envelope.ts";
import { Button } from "../../design/Button.tsx";
import { useApplicationEvents } from "../../state/session.ts";
import type { Progress } from "./use-envelope.ts";

/** Hears of the progress by itself, ten times a second: the picture around it need not be made anew for that. */
export default function ProgressLine({
  label,
  first,
  onCancel,
}: {
  readonly label: string;
  /** What was known when the line came. */
  readonly first: Progress;
  readonly onCancel: () => void;
}) {
  const [progress, setProgress] = useState(first);
  useApplicationEvents((event) => {
    if (event.event === "progress" && event.run === first.run) setProgress(event);
  });
  const { done, total, bytesPerSecond } = progress;
  const left = bytesPerSecond > 0 ? ((total - done) / bytesPerSecond) * 1_000 : null;
  return (
    <div className="my-3 flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      <progress aria-label={label} className="envelope-progress h-2 min-w-32 flex-1" max={total} value={done} />
      <span className="numbers">
        {label}: {size(done)} of {size(total)}, {speed(bytesPerSecond)}
        {left !== null && left > 1_000 && `, ${duration(left)} left`}
      </span>
      <Button size="small" onClick={onCancel}>
        Stop
      </Button>
    </div>
  );
}
