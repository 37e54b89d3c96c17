/** A run cut into beats: one change each. Pure, so that Back and Next are lookups. */
import type { EnvelopeRun, Moment } from "#client/face.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import type { KeyStanding } from "#words/key-standing.ts";
import { beatLabel, whoSaidNo, type BeatFacts, type Materials, type Scene, type Step } from "#words/envelope.ts";

export type Traces = Readonly<Record<string, CallTrace | null | undefined>>;

export interface Beat {
  readonly id: string;
  readonly step: Step;
  /** Key level for a `link`; else 1. */
  readonly level: number;
  readonly label: string;
  /** How many of the run's moments have happened by the end of this beat; 0 for a beat not reached yet. */
  readonly moments: number;
  /** The call this beat belongs to, or null when the program had not called yet. */
  readonly requestId: string | null;
}

/** The beats of a run, in the order of its moments; of a run still going, with those to come. */
export function beatsOf(run: EnvelopeRun): readonly Beat[] {
  const beats: Beat[] = [];
  let requestId: string | null = null;
  for (const [index, moment] of run.moments.entries()) {
    if (moment.kind === "asked") requestId = moment.requestId;
    // A change of its own only while the work that begins with it goes on.
    if (moment.kind === "overwritten" && run.outcome !== "running") continue;
    const { step, level } = stepOf(moment, run.kind);
    const beat = toBeat(run, step, level, index + 1, requestId);
    const last = beats.at(-1);
    if (last?.id === beat.id) beats[beats.length - 1] = beat;
    else beats.push(beat);
  }
  if (run.outcome === "running") return [...beats, ...toCome(run, beats)];
  const ending: Step | null = run.outcome === "cancelled" ? "stopped" : run.outcome === "failed" ? endOf(run) : null;
  if (ending === null) return beats;
  const kept = beats.filter(({ step }) => step !== ending && step !== "forget" && step !== "store");
  return [...kept, toBeat(run, ending, 1, run.moments.length, requestId)];
}

/** The beat at which a run rests: the last one reached, from 0. */
export function restingBeat(beats: readonly Beat[]): number {
  return Math.max(
    0,
    beats.findLastIndex(({ moments }) => moments > 0),
  );
}

/** More beats than this of one kind in a row fold into one, which opens while one of them is shown. */
const UNFOLDED = 2;

/** The list of beats as it is written: each by itself, or several wraps of a deep envelope under one label. */
export interface Fold {
  readonly label: string;
  /** Places in the list of beats, from 0; one, or those that are folded. */
  readonly beats: readonly number[];
}

/** `at`: the beat that is shown; a fold that holds it is labelled by it. */
export function foldBeats(beats: readonly Beat[], at: number): readonly Fold[] {
  const links = beats.flatMap(({ step }, i) => (step === "link" ? [i] : []));
  if (links.length <= UNFOLDED) return beats.map(({ label }, i) => ({ label, beats: [i] }));
  const [first] = links;
  const verb = beats[first ?? 0]?.label.split(" ")[0] ?? "";
  return beats.flatMap(({ label, step }, i): Fold[] => {
    if (step !== "link") return [{ label, beats: [i] }];
    if (i !== first) return [];
    const shown = links.includes(at) ? beats[at]?.label : undefined;
    return [{ label: shown ?? `${verb} ${links.length} keys`, beats: links }];
  });
}

/** How many stages of its call have happened by the end of a beat; null for all: until the answer is here, a class can guess. */
export const stagesReached = (beat: Beat | undefined): number | null => (beat?.step === "ask" ? 3 : null);

/** What the sentence of this beat may speak of; null before the beat has happened. */
export function factsOf(run: EnvelopeRun, beat: Beat, traces: Traces): BeatFacts | null {
  const past = run.moments.slice(0, beat.moments);
  const { step } = beat;
  if (step === "stopped" || step === "failed") {
    const forgot = findLast(past, "forgot");
    const clear = { keys: forgot?.keys.length ?? 0, exposure: forgot?.exposure ?? null };
    return step === "stopped"
      ? { step, ...clear }
      : { step, message: run.failure?.message ?? "The run failed.", ...clear };
  }
  if (step === "refused") {
    const answered = findLast(past, "answered");
    const trace = beat.requestId === null ? null : traces[beat.requestId];
    const said = trace ? whoSaidNo(trace) : null;
    return {
      step,
      operation: answered?.operation ?? (run.kind === "seal" ? "GenerateDataKey" : "Decrypt"),
      error: answered?.error ?? run.failure?.kms ?? null,
      reason: said?.reason ?? null,
      lost: said?.stage === 5,
    };
  }
  const moment = step === "forget" ? findLast(past, "forgot") : past.at(-1);
  if (moment === undefined) return null;
  switch (moment.kind) {
    case "picked":
      return { step: "file", plain: isNoEnvelope(run) };
    case "asked": {
      const wrapped = find(run.moments, "answered")?.wrapped.bytes;
      return {
        step: "ask",
        operation: moment.operation,
        bodyBytes: moment.bodyBytes,
        wrappedBytes: wrapped === undefined || wrapped === 0 ? null : wrapped,
        named: run.keyId !== null,
      };
    }
    case "answered":
      return {
        step: "copies",
        clear: moment.clear,
        wrappedBytes: moment.wrapped.bytes,
        fileBytesSent: fileBytesSent(run, traces),
      };
    case "link":
      return { step: "link", level: moment.level, wrappedBytes: moment.wrappedBytes };
    case "overwritten":
      return { step: "cipher", frames: null };
    case "ciphered":
      return { step: "cipher", frames: moment.frames, ms: moment.ms, bytesPerSecond: moment.bytesPerSecond };
    case "forgot":
      return { step: "forget", keys: moment.keys.length, exposure: moment.exposure };
    case "stored":
      return { step: "store", bytes: moment.bytes };
  }
}

/** Whether a file was opened that is none; an envelope altered for the run is one nevertheless. */
export const isNoEnvelope = ({ failure, flipped }: EnvelopeRun): boolean =>
  failure?.check === "format" && flipped === null;

/** Which material of a KMS key a run's wrapped key names, and which the key works with, where these are two; else null. */
export function materialsOf(
  run: EnvelopeRun | null,
  key: Pick<KeyDetail, "materialRing"> | null | undefined,
): Materials | null {
  const id = findLast(run?.moments ?? [], "answered")?.keyMaterialId;
  const named = key?.materialRing.find((material) => material.id === id);
  const current = key?.materialRing.find(({ state }) => state === "CURRENT");
  return named && current && named !== current ? { ofBlob: named.ordinal, current: current.ordinal } : null;
}

/** Who is in the scene; `key` is the KMS key as the learner knows it, `deleted` whether what was sealed is gone from the disk. */
export function sceneOf(
  run: EnvelopeRun,
  key: string,
  who: string,
  lock: KeyStanding,
  {
    file = run.file,
    deleted = false,
    materials = null,
  }: {
    readonly file?: EnvelopeRun["file"] | undefined;
    readonly deleted?: boolean;
    readonly materials?: Materials | null;
  } = {},
): Scene {
  const { kind, context, depth, flipped } = run;
  return {
    direction: kind,
    file: file.name,
    fileBytes: file.bytes,
    key,
    who,
    context,
    depth,
    flipped,
    lock,
    deleted,
    materials,
  };
}

/**
 * How many bytes of the file went to KMS: 0 when every body that was sent is accounted for by members that cannot hold any of
 * it; null when that cannot be told from what was recorded.
 */
export function fileBytesSent(run: EnvelopeRun, traces: Traces): number | null {
  for (const moment of run.moments) {
    if (moment.kind !== "asked") continue;
    const input = traces[moment.requestId]?.application?.composed.input;
    if (input === undefined) {
      // Without the trace, only a body smaller than the file tells that the file was not in it.
      if (moment.bodyBytes >= run.file.bytes) return null;
    } else if (Object.keys(input).some((member) => !HOLDS_NO_FILE.has(member))) return null;
  }
  return 0;
}

/** Members of GenerateDataKey and Decrypt: names, sizes, the context, and the wrapped key. */
const HOLDS_NO_FILE = new Set([
  "KeyId",
  "KeySpec",
  "NumberOfBytes",
  "EncryptionContext",
  "EncryptionAlgorithm",
  "CiphertextBlob",
  "GrantTokens",
  "DryRun",
]);

export type MomentOf<K extends Moment["kind"]> = Extract<Moment, { kind: K }>;

export const find = <K extends Moment["kind"]>(moments: readonly Moment[], kind: K): MomentOf<K> | undefined =>
  moments.find((moment): moment is MomentOf<K> => moment.kind === kind);

export const findLast = <K extends Moment["kind"]>(moments: readonly Moment[], kind: K): MomentOf<K> | undefined =>
  moments.findLast((moment): moment is MomentOf<K> => moment.kind === kind);

export const findAll = <K extends Moment["kind"]>(moments: readonly Moment[], kind: K): readonly MomentOf<K>[] =>
  moments.filter((moment): moment is MomentOf<K> => moment.kind === kind);

const STEPS: Readonly<Record<Exclude<Moment["kind"], "link">, Step>> = {
  picked: "file",
  asked: "ask",
  answered: "copies",
  overwritten: "cipher",
  ciphered: "cipher",
  forgot: "forget",
  stored: "store",
};

function stepOf(moment: Moment, kind: EnvelopeRun["kind"]): { step: Step; level: number } {
  if (moment.kind === "link") return { step: "link", level: moment.level };
  if (moment.kind === "answered" && !moment.ok) return { step: "refused", level: 1 };
  // An opened file was readable since it was decrypted; that it is kept, or dropped, is no change of its own.
  if (moment.kind === "stored" && kind === "open") return { step: "forget", level: 1 };
  return { step: STEPS[moment.kind], level: 1 };
}

const endOf = (run: EnvelopeRun): Step => (run.failure?.kms ? "refused" : "failed");

function toCome(run: EnvelopeRun, reached: readonly Beat[]): readonly Beat[] {
  const links = Array.from({ length: run.depth - 1 }, (_, i): [Step, number] => ["link", i + 2]);
  const plan: readonly (readonly [Step, number])[] = [
    ["file", 1],
    ["ask", 1],
    ["copies", 1],
    ...links,
    ["cipher", 1],
    ["forget", 1],
    ...(run.kind === "seal" ? ([["store", 1]] as const) : []),
  ];
  return plan
    .map(([step, level]) => toBeat(run, step, level, 0, null))
    .filter(({ id }) => !reached.some((beat) => beat.id === id));
}

function toBeat(run: EnvelopeRun, step: Step, level: number, moments: number, requestId: string | null): Beat {
  const id = step === "link" ? `link-${level}` : step;
  return { id, step, level, label: beatLabel(run.kind, step, level, run.depth), moments, requestId };
}
