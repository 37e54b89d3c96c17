import { lazy, Suspense, useEffect, type ReactNode } from "react";
import type { CallTrace } from "#glass/trace.ts";
import { envelopeName, sentence, type Scene } from "#words/envelope.ts";
import { announce } from "../../state/session.ts";
import { factsOf, findLast, materialsOf, sceneOf, type Beat } from "./beats.ts";
import { keyLabelOf } from "./key-label.ts";
import { changedSlots, pictureAt, type Labels, type Slot } from "./picture.ts";
import { Sentence } from "./Sentence.tsx";
import { Stage } from "./Stage.tsx";
import { Stepper } from "./Stepper.tsx";
import { TextTwin } from "./TextTwin.tsx";
import type { BeatWalk } from "./use-beat.ts";
import { UNKNOWN_YET } from "./use-key-standing.ts";
import type { Shown } from "./use-envelope.ts";
import { useInSight } from "./use-in-sight.ts";
import { STORY } from "./use-landing.ts";

const StoryNotes = lazy(() => import("./StoryNotes.tsx"));
const STARTING =
  "A data key of its own seals each file; a KMS key, which never leaves KMS, wraps that data key. Keyglass is starting its KMS here, in your browser.";
const FIRST_SAMPLE = "The sample file is being made and sealed, here in your browser.";
const NOTHING: ReadonlySet<Slot> = new Set();

/** One beat: its sentence, the list of beats, and the picture. All of it is looked up in the run. */
export function Story({
  shown,
  beats,
  walk,
  acts,
  status,
  firstSample = false,
  fault = null,
  fallbackKey,
  strayed,
}: {
  readonly shown: Shown | null;
  readonly beats: readonly Beat[];
  readonly walk: BeatWalk;
  readonly acts: ReactNode;
  /** Stands in the place of the stepper while a long run goes on. */
  readonly status: ReactNode;
  /** Why what was asked for last could not be done at all. */
  readonly fault?: string | null;
  /** There is no run: the first one is on its way. */
  readonly firstSample?: boolean;
  /** The KMS key's name while there is no run to say it. */
  readonly fallbackKey: string;
  /** Whether the link named a run that is not on this disk. */
  readonly strayed: boolean;
}) {
  const { at, taken } = walk;
  const beat = beats[at];
  const told = shown === null || beat === undefined ? null : tell(shown, beats, at);
  const said = told?.sentence ?? null;
  const run = shown?.run.id;
  useEffect(() => {
    if (said === null || run === undefined) return undefined;
    // What the sentence is made of may still be on its way; it is said once it has settled, and again for another run.
    const timer = setTimeout(() => announce(said), 150);
    return () => clearTimeout(timer);
  }, [said, run]);
  useInSight(taken);
  const kind = shown?.run.kind ?? "seal";
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 id={STORY}>{kind === "seal" ? "Seal an envelope" : "Open an envelope"}</h1>
        <div className="mb-1 flex flex-wrap gap-2">{acts}</div>
      </div>
      <div className="envelope-said">
        <Sentence
          said={said ?? (shown !== null ? "" : firstSample ? FIRST_SAMPLE : STARTING)}
          others={shown === null ? [] : sentencesOf(shown, beats)}
          emphasised={told?.lockLabel ?? ""}
        />
        {status ?? <Stepper beats={beats} walk={walk} />}
        {(strayed || fault !== null || shown?.gone) && (
          <Suspense fallback={null}>
            <StoryNotes shown={shown} strayed={strayed} fault={fault} />
          </Suspense>
        )}
      </div>
      <Stage
        picture={told?.picture ?? null}
        changed={told?.changed ?? NOTHING}
        keyLabel={told?.cardLabel ?? fallbackKey}
        called={shown?.called ?? UNKNOWN_YET}
        used={told?.used ?? null}
        found={told?.found ?? null}
      />
      <TextTwin of={told && { picture: told.picture, keyLabel: told.cardLabel, standing: told.standing }} />
    </>
  );
}

function sentencesOf(shown: Shown, beats: readonly Beat[]): readonly string[] {
  const { run, traces } = shown;
  const scene = sceneIn(shown);
  const facts = beats.map((beat) => factsOf(run, beat, traces)).filter((one) => one !== null);
  return [...new Set(facts.map((one) => sentence(scene, one)))];
}

function sceneIn({ run, envelope, gone, sealed, called, lock, who }: Shown): Scene {
  const key =
    lock.standing.since === undefined
      ? keyLabelOf(lock.detail, envelope?.keyArn ?? null, run.keyId ?? sealed?.keyId ?? null)
      : keyLabelOf(called.detail, called.arn, null);
  return sceneOf(run, key, who, lock.standing, {
    file: sealed?.file,
    deleted: gone,
    materials: materialsOf(run, called.detail),
  });
}

function tell(shown: Shown, beats: readonly Beat[], at: number) {
  const { run, traces, envelope, sealed, called, lock } = shown;
  const beat = beats[at] as Beat;
  const before = beats[at - 1];
  const scene = sceneIn(shown);
  const lockLabel = scene.key;
  const labels: Labels = {
    key: lockLabel,
    lock: run.kind === "seal" ? lock.standing.since : undefined,
    envelope: envelope?.name ?? envelopeName((sealed ?? run).file.name),
    context: envelope?.context ?? sealed?.context,
    sealed,
  };
  const picture = pictureAt(run, traces, beat, labels);
  const facts = factsOf(run, beat, traces);
  const cardLabel = called.arn === lock.arn ? lockLabel : keyLabelOf(called.detail, called.arn, null);
  return {
    lockLabel: (beat.step === "store" && lock.standing.since) || lockLabel,
    cardLabel,
    picture,
    changed: changedSlots(before === undefined ? null : pictureAt(run, traces, before, labels), picture),
    sentence: facts === null ? null : sentence(scene, facts),
    standing: called.standing,
    found: beat.requestId === null ? null : stateFound(traces[beat.requestId]),
    used: findLast(run.moments.slice(0, beat.moments), "answered")?.keyMaterialId ?? null,
  };
}

const stateFound = (trace: CallTrace | null | undefined): string | null =>
  trace?.checks.find(({ check }) => check === "state")?.actual ?? null;
