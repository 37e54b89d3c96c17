import { useEffect, useState, type ReactNode } from "react";
import type { Flip } from "#client/face.ts";
import type { Anatomy } from "#glass/trace.ts";
import { Button } from "../../design/Button.tsx";
import { useAsk, useSession } from "../../state/session.ts";
import { callsOf } from "./first-sample.ts";
import type { Shown, useEnvelope } from "./use-envelope.ts";
import { BreakIt } from "./BreakIt.tsx";
import { FlipAnywhere } from "./FlipAnywhere.tsx";
import type { EnvelopeSlots } from "./EnvelopePlace.tsx";
import { isNoEnvelope } from "./beats.ts";
import { keyLabelOf } from "./key-label.ts";
import { anatomyOfPicture } from "./key-of-picture.ts";
import { NestedView } from "./NestedView.tsx";
import { save } from "./save.ts";
import { useTraces } from "./traces.ts";
import { TriedNote } from "./TriedNote.tsx";
import { landOnStory } from "./use-landing.ts";
import { usePlaying } from "./use-playing.ts";

/** What can be done with the envelope of the picture: open it, keep it, break it, look at its bytes. */
export default function Below({
  envelope: place,
  shown,
  taken,
  onBack,
  onRest,
  onRefused,
  bytes,
}: {
  readonly envelope: ReturnType<typeof useEnvelope>;
  readonly shown: Shown;
  /** How often the reader has gone from beat to beat. */
  readonly taken: number;
  /** Shows the run again that sealed the envelope. */
  readonly onBack: () => void;
  /** Shows the beat at which the run rests. */
  readonly onRest: () => void;
  /** Hears which call of the act played last was refused on the way, or null. */
  readonly onRefused: (requestId: string | null) => void;
  readonly bytes: EnvelopeSlots["bytes"];
}) {
  const { application } = useSession();
  const { run, sealed, envelope, lock } = shown;
  const busy = place.busy !== null;
  const playing = usePlaying(place, onBack);
  const { callShown } = playing;
  useEffect(() => onRefused(callShown), [onRefused, callShown]);
  // Whoever walks on looks at the calls of the beats again.
  useEffect(() => {
    if (taken > 0) onRefused(null);
  }, [onRefused, taken]);
  // The envelope names the call that made the wrapped key which it carries now: after a rotation by hand, a ReEncrypt.
  const wrapping = [envelope?.requestId ?? null, ...(sealed === null ? [] : callsOf(sealed))].filter(
    (id) => id !== null,
  );
  const traces = { ...shown.traces, ...useTraces(wrapping) };
  const wrapped = [...wrapping, ...callsOf(run)]
    .map((id) => traces[id]?.hsm.findLast(({ anatomy }) => anatomy !== null)?.anatomy ?? null)
    .find((anatomy) => anatomy !== null);
  const key =
    lock.standing.since ?? keyLabelOf(lock.detail, envelope?.keyArn ?? null, run.keyId ?? sealed?.keyId ?? null);
  const { lines, followUps, acts } = playing;
  const openedId = run.kind === "open" ? run.result : null;
  const opened = useAsk(
    () => (openedId === null ? Promise.resolve(null) : application.artefact(openedId)),
    [openedId],
    { on: ["artefacts"] },
  ).value;
  const flipping = (of: Flip["of"]) => ({
    onFlip: envelope === null ? null : (flip: Omit<Flip, "of">) => acts.flip({ of, ...flip }),
    flipped: run.flipped?.of === of ? run.flipped : null,
  });
  const download = (id: string): void => void save(application, id).then(place.setFault);
  if (!playing.ready) return null;
  const note =
    lines.length === 0 ? null : (
      <TriedNote
        lines={lines}
        followUps={followUps}
        disabled={busy}
        onPicture={
          playing.pictured
            ? () => {
                onRest();
                landOnStory();
              }
            : null
        }
      />
    );
  return (
    <>
      {envelope !== null && (
        <div className="flex flex-wrap items-center gap-2">
          {(envelope.kind === "envelope" || envelope.place === "disk") && (
            <Button size="small" onClick={() => download(envelope.id)}>
              Download the sealed file
            </Button>
          )}
          {opened && openedId !== null && (
            <Button size="small" onClick={() => download(openedId)}>
              Download the opened file
            </Button>
          )}
          {lines.length === 0 &&
            followUps.map(({ label, run: follow }) => (
              <Button key={label} size="small" disabled={busy} onClick={follow}>
                {label}
              </Button>
            ))}
        </div>
      )}
      {!playing.act?.startsWith("flip") && note}
      {envelope !== null && !isNoEnvelope(run) && (
        <BreakIt
          who={playing.who}
          manager={playing.manager}
          mistaker={playing.mistaker}
          makesKey={playing.makesKey}
          lock={lock}
          keyLabel={key}
          others={playing.others}
          suggested={playing.suggested}
          disabled={busy}
          acts={acts}
        />
      )}
      {wrapped && (
        <Section id="wrapped-bytes" title="The wrapped key, byte by byte">
          Our layout; AWS keeps its own private. Pick a byte to see where it came from; flip one and KMS is asked to
          unwrap the altered copy.
          {bytes({ anatomy: anatomyOfPicture(wrapped, run.depth), ...flipping("wrapped-key") })}
          {playing.act === "flip-wrapped" && note}
        </Section>
      )}
      {envelope?.kind === "envelope" && (
        <Folded title="The envelope file, byte by byte">
          Keyglass’s own file format: everything but the KMS key. Flip a byte and a copy altered so is opened.
          <FileBytes id={envelope.id}>{(anatomy) => bytes({ anatomy, ...flipping("envelope") })}</FileBytes>
          <FlipAnywhere
            bytes={envelope.bytes}
            disabled={busy}
            onFlip={(flip) => acts.flip({ of: "envelope", ...flip })}
          />
          {playing.act === "flip-envelope" && note}
        </Folded>
      )}
      {!isNoEnvelope(run) && (
        <Folded key={`nested-${run.depth > 1}`} title="Which key opens what" open={run.depth > 1}>
          <NestedView depth={run.depth} keyLabel={key} file={(sealed ?? run).file.name} />
        </Folded>
      )}
    </>
  );
}

function FileBytes({ id, children }: { readonly id: string; readonly children: (anatomy: Anatomy) => ReactNode }) {
  const { answer, error } = useAsk(({ application }) => application.anatomy(id), [id]);
  if (error !== null) return <p>{error.message}</p>;
  return answer ? <div>{children(answer)}</div> : null;
}

function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className="mt-5 border-t border-line pt-4">
      <h2 id={id}>{title}</h2>
      <div className="text-sm text-soft [&>*]:mt-2.5 [&>*]:text-ink">{children}</div>
    </section>
  );
}

/** Its content is made when it is opened for the first time. */
function Folded({
  title,
  open: openFirst = false,
  children,
}: {
  readonly title: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(openFirst);
  return (
    <details
      className="mt-5 border-t border-line pt-4"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="w-fit">
        <h2 className="inline">{title}</h2>
      </summary>
      {open && <div className="text-sm text-soft [&>*]:mt-2.5 [&>*]:text-ink">{children}</div>}
    </details>
  );
}
