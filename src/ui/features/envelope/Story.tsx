import { useEffect, type ReactNode } from "react";
import type { CallTrace } from "#glass/trace.ts";
import { pictureLines } from "#words/envelope-picture.ts";
import { sentence } from "#words/envelope.ts";
import { announce } from "../../state/session.ts";
import { factsOf, findLast, sceneOf, type Beat } from "./beats.ts";
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

const NOTHING: ReadonlySet<Slot> = new Set();

/** One beat: its sentence, the list of beats, and the picture. All of it is looked up in the run. */
export function Story({
  shown,
  beats,
  walk,
  acts,
  status,
  waiting = "The sample file is being made and sealed, here in your browser.",
  fallbackKey,
  strayed,
}: {
  readonly shown: Shown | null;
  readonly beats: readonly Beat[];
  readonly walk: BeatWalk;
  readonly acts: ReactNode;
  /** Stands in the place of the stepper while a long run goes on. */
  readonly status: ReactNode;
  /** The sentence while there is no run. */
  readonly waiting?: string;
  /** The KMS key's name while there is no run to say it. */
  readonly fallbackKey: string;
  /** Whether the link named a run that is not on this disk. */
  readonly strayed: boolean;
}) {
  const { at } = walk;
  const beat = beats[at];
  const told = shown === null || beat === undefined ? null : tell(shown, beats, at);
  const said = told?.sentence ?? null;
  useEffect(() => {
    if (said === null) return undefined;
    // What the sentence is made of may still be on its way; it is said once it has settled.
    const timer = setTimeout(() => announce(said), 150);
    return () => clearTimeout(timer);
  }, [said]);
  useInSight(at);
  const kind = shown?.run.kind ?? "seal";
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 id={STORY}>{kind === "seal" ? "Seal an envelope" : "Open an envelope"}</h1>
        <div className="mb-1 flex flex-wrap gap-2">{acts}</div>
      </div>
      <div className="envelope-said">
        <Sentence
          said={said ?? (shown === null ? waiting : "")}
          others={shown === null ? [] : sentencesOf(shown, beats)}
          emphasised={told?.lockLabel ?? ""}
        />
        {strayed && (
          <p className="text-sm text-soft">
            The run in the link is not on this browser’s disk; this is the newest one.
          </p>
        )}
        {status ?? <Stepper beats={beats} walk={walk} />}
      </div>
      <Stage
        picture={told?.picture ?? null}
        changed={told?.changed ?? NOTHING}
        keyLabel={told?.cardLabel ?? fallbackKey}
        called={shown?.called ?? UNKNOWN_YET}
        used={told?.used ?? null}
        found={told?.found ?? null}
      />
      <TextTwin lines={told?.lines ?? []} />
    </>
  );
}

function sentencesOf({ run, traces, envelope, sealed, lock, who }: Shown, beats: readonly Beat[]): readonly string[] {
  const label = keyLabelOf(lock.detail, envelope?.keyArn ?? null, run.keyId ?? sealed?.keyId ?? null);
  const scene = sceneOf(run, label, who, lock.standing, sealed?.file);
  const facts = beats.map((beat) => factsOf(run, beat, traces)).filter((one) => one !== null);
  return [...new Set(facts.map((one) => sentence(scene, one)))];
}

function tell(shown: Shown, beats: readonly Beat[], at: number) {
  const { run, traces, envelope, sealed, called, lock, who } = shown;
  const beat = beats[at] as Beat;
  const before = beats[at - 1];
  const lockLabel = keyLabelOf(lock.detail, envelope?.keyArn ?? null, run.keyId ?? sealed?.keyId ?? null);
  const labels: Labels = {
    key: lockLabel,
    envelope: envelope?.name ?? `${run.file.name}, sealed`,
    context: envelope?.context ?? sealed?.context,
    sealed,
  };
  const picture = pictureAt(run, traces, beat, labels);
  const facts = factsOf(run, beat, traces);
  return {
    lockLabel,
    cardLabel: called.arn === lock.arn ? lockLabel : keyLabelOf(called.detail, called.arn, null),
    picture,
    changed: changedSlots(before === undefined ? null : pictureAt(run, traces, before, labels), picture),
    sentence: facts === null ? null : sentence(sceneOf(run, lockLabel, who, lock.standing, sealed?.file), facts),
    lines: pictureLines(picture, lockLabel, called.standing),
    found: beat.requestId === null ? null : stateFound(traces[beat.requestId]),
    used: findLast(run.moments.slice(0, beat.moments), "answered")?.keyMaterialId ?? null,
  };
}

const stateFound = (trace: CallTrace | null | undefined): string | null =>
  trace?.checks.find(({ check }) => check === "state")?.actual ?? null;
