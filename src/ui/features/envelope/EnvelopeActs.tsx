import { Button, buttonLook } from "../../design/Button.tsx";
import { isNoEnvelope } from "./beats.ts";
import { BREAK_IT } from "./break-it-place.ts";
import type { useEnvelope } from "./use-envelope.ts";

/** The two first things to do with an envelope, in the head of the place, so that they are in sight beside its picture. */
export function EnvelopeActs({
  envelope: { shown, busy, open },
}: {
  readonly envelope: ReturnType<typeof useEnvelope>;
}) {
  const envelope = shown?.envelope ?? null;
  if (shown === null || envelope === null || isNoEnvelope(shown.run)) return <NoEnvelopeYet />;
  return (
    <>
      <Button
        size="small"
        disabled={busy !== null}
        onClick={() => void open({ envelope: envelope.id, keep: true }, envelope.id)}
      >
        Open it
      </Button>
      <a
        href={`#${BREAK_IT}`}
        className={buttonLook("plain", "small")}
        onClick={(event) => {
          event.preventDefault();
          const heading = document.getElementById(BREAK_IT);
          heading?.scrollIntoView({ block: "start" });
          heading?.focus({ preventScroll: true });
        }}
      >
        Break it
      </a>
    </>
  );
}

/** Their room, while there is nothing to do them to: the buttons beside them never move. */
export function NoEnvelopeYet() {
  return (
    <>
      <Button size="small" disabled>
        Open it
      </Button>
      <Button size="small" disabled>
        Break it
      </Button>
    </>
  );
}
