import { FaultBox } from "../../design/RefusalBox.tsx";
import type { Shown } from "./use-envelope.ts";

/** What is unusual about the run that is shown, and why what was asked for last could not be done. */
export default function StoryNotes({
  shown,
  strayed,
  fault,
}: {
  readonly shown: Shown | null;
  /** Whether the link named a run that is not on this disk. */
  readonly strayed: boolean;
  readonly fault: string | null;
}) {
  return (
    <div className="mb-3 flex flex-col gap-2 text-sm">
      {strayed && (
        <p className="text-soft">The run in the link is not on this browser’s disk; this is the newest one.</p>
      )}
      {shown?.gone && (
        <p>
          {shown.sealed === null
            ? "Your application does not have this file any more: pick it again under Envelopes."
            : "This envelope was deleted since, so there is nothing to open or to break."}
        </p>
      )}
      {fault !== null && <FaultBox says={fault} />}
    </div>
  );
}
