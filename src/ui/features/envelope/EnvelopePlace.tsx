import { Suspense, lazy, useState, type ReactNode } from "react";
import type { EnvelopeRun } from "#client/face.ts";
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { Button } from "../../design/Button.tsx";
import { useSession } from "../../state/session.ts";
import { beatsOf, restingBeat, stagesReached } from "./beats.ts";
import { EnvelopeActs } from "./EnvelopeActs.tsx";
import { EnvelopeLayout } from "./EnvelopeFrame.tsx";
import { traceOfPicture } from "./key-of-picture.ts";
import { Story } from "./Story.tsx";
import { useTraces } from "./traces.ts";
import { useBeat } from "./use-beat.ts";
import { useBeatKeys } from "./use-beat-keys.ts";
import { useRested } from "./use-rested.ts";
import { useEnvelope } from "./use-envelope.ts";
import { useLanding } from "./use-landing.ts";
import "./envelope.css";
import "./presenter.css";

const ProgressLine = lazy(() => import("./ProgressLine.tsx"));
const Below = lazy(() => import("./Below.tsx"));
const DropArea = lazy(() => import("./DropArea.tsx"));
const SealDialog = lazy(() => import("./SealDialog.tsx"));
const EnvelopesDialog = lazy(() => import("./EnvelopesDialog.tsx"));

export interface EnvelopeSearch {
  /** Run id; without it, the newest sealing. */
  readonly run?: string | undefined;
  /** Beat, from 1; without it, the one at which the run rests. */
  readonly beat?: number | undefined;
  /** The envelope that an opening read, by artefact id. */
  readonly of?: string | undefined;
}

/** What other features draw beside and below the picture. */
export interface EnvelopeSlots {
  readonly xray: (call: {
    readonly id: string | null;
    readonly trace: CallTrace | null;
    /** How many of its stages have happened by the beat that is shown; null for all. */
    readonly reached: number | null;
    /** The picture has not come to rest yet. */
    readonly early: boolean;
  }) => ReactNode;
  readonly bytes: (bytes: {
    readonly anatomy: Anatomy;
    readonly onFlip: ((flip: { offset: number; bit: number }) => void) | null;
    readonly flipped: { readonly offset: number; readonly bit: number } | null;
  }) => ReactNode;
  readonly sameCall: (trace: CallTrace | null) => ReactNode;
  /** Shown when this account has no KMS key in this Region. */
  readonly noKey: ReactNode;
}

export function EnvelopePlace({
  search,
  onSearch,
  slots,
}: {
  readonly search: EnvelopeSearch;
  readonly onSearch: (change: EnvelopeSearch) => void;
  readonly slots: EnvelopeSlots;
}) {
  const { application } = useSession();
  const [dialog, setDialog] = useState<"seal" | "envelopes" | null>(null);
  /** A call to show in the X-ray instead of the beat's: the one that was refused when an act was played. */
  const [refused, setRefused] = useState<string | null>(null);
  const [dropped, setDropped] = useState<File | null>(null);
  const show = (run: EnvelopeRun, of: string | null): void => {
    onSearch({ run: run.id, beat: undefined, of: of ?? undefined });
  };
  const envelope = useEnvelope(search, show);
  const { shown, busy, progress, keys } = envelope;
  const beats = shown === null ? [] : beatsOf(shown.run);
  const rest = restingBeat(beats);
  const walk = useBeat(search.beat, rest, (next) => onSearch({ beat: next }));
  const { at } = walk;
  useBeatKeys(walk);
  useLanding(busy !== null);
  const rested = useRested(shown !== null && shown.run.outcome !== "running");

  const beat = beats[at];
  const callId = refused ?? beat?.requestId ?? null;
  const refusedTraces = useTraces(refused === null ? [] : [refused]);
  const whole = (callId !== null && (refusedTraces[callId] ?? shown?.traces[callId])) || null;
  const trace = whole === null || shown === null ? whole : traceOfPicture(whole, shown.run.depth);
  const take = (file: File): void => {
    setDropped(file);
    setDialog("seal");
  };

  if (envelope.ready && shown === null && keys?.length === 0)
    return <div className="px-4 pt-5 @3xl:px-6">{slots.noKey}</div>;
  return (
    <>
      <EnvelopeLayout
        story={
          <Story
            shown={shown}
            beats={beats}
            walk={walk}
            acts={
              <>
                <EnvelopeActs envelope={envelope} />
                <Button size="small" onClick={() => setDialog("seal")}>
                  Seal your own file
                </Button>
                <Button size="small" onClick={() => setDialog("envelopes")}>
                  Envelopes
                </Button>
              </>
            }
            status={
              progress !== null && busy !== null ? (
                <Suspense fallback={<div className="my-3 min-h-12" />}>
                  <ProgressLine
                    key={progress.run}
                    label={busy}
                    first={progress}
                    onCancel={() => void application.cancel(progress.run)}
                  />
                </Suspense>
              ) : null
            }
            fault={envelope.fault}
            fallbackKey={envelope.sampleKey ?? "the KMS key"}
            strayed={envelope.strayed}
            firstSample={envelope.firstSample}
          />
        }
        xray={slots.xray({ id: callId, trace, reached: refused === null ? stagesReached(beat) : null, early: !rested })}
        below={
          shown !== null &&
          rested && (
            <Suspense fallback={null}>
              <Below
                envelope={envelope}
                shown={shown}
                taken={walk.taken}
                onBack={() => onSearch({ run: shown.sealed?.id, of: undefined, beat: undefined })}
                onRest={() => walk.go(rest)}
                onRefused={setRefused}
                bytes={slots.bytes}
              />
            </Suspense>
          )
        }
      />
      {slots.sameCall(trace)}
      <Suspense fallback={null}>
        {rested && <DropArea onFile={take} />}
        {dialog === "seal" && (
          <SealDialog
            file={dropped}
            onFile={setDropped}
            onClose={() => {
              setDialog(null);
              setDropped(null);
            }}
            pick={envelope.pick}
            seal={envelope.seal}
            open={envelope.open}
          />
        )}
        {dialog === "envelopes" && (
          <EnvelopesDialog
            runs={envelope.runs}
            onClose={() => setDialog(null)}
            onShow={(run) => onSearch({ run: run.id, beat: undefined, of: undefined })}
            pick={envelope.pick}
            open={envelope.open}
          />
        )}
      </Suspense>
    </>
  );
}
