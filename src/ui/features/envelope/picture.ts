/**
 * The picture at a beat: a pure function of the run, the traces of its calls and the beat. Geometry is fixed slots, so that a thing
 * keeps its place from beat to beat.
 */
import type { EnvelopeRun, Moment } from "#client/face.ts";
import { count } from "#words/format.ts";
import type { Arrow, ClearKey, EnvelopeBox, Picture, WrappedKey } from "#words/envelope-picture.ts";
import { nestedKeyName } from "#words/nested-key.ts";
import { hsmLine, size, whoSaidNo } from "#words/envelope.ts";
import { find, findAll, findLast, isNoEnvelope, type Beat, type Traces } from "./beats.ts";

/** Names that the run does not carry itself. */
export interface Labels {
  /** The KMS key as the learner knows it. */
  readonly key: string;
  /** Whose lock is on the wrapped key in the envelope, where that is another one. */
  readonly lock?: string | undefined;
  /** The envelope's file name. */
  readonly envelope: string;
  /** The context that was sealed into the envelope, where it is known; a run may have sent another one. */
  readonly context?: Readonly<Record<string, string>> | undefined;
  /** The run that sealed the envelope, where it is known: what a refused opening does not learn itself. */
  readonly sealed?: EnvelopeRun | null;
}

export function pictureAt(run: EnvelopeRun, traces: Traces, beat: Beat, labels: Labels): Picture {
  const past = run.moments.slice(0, beat.moments);
  const stored = find(past, "stored");
  const sealed = run.kind === "seal" && stored !== undefined;
  const ciphered = find(past, "ciphered");
  const asked = findLast(past, "asked");
  const answered = findLast(past, "answered");
  const trace = asked === undefined ? null : (traces[asked.requestId] ?? null);
  const level = Math.max(1, ...findAll(past, "link").map((link) => link.level));
  const clear = clearKeyAt(past, level, run.depth);
  return {
    file: fileAt(run, past),
    clear,
    wrapped: sealed ? null : wrappedKeyAt(run, past, level, labels),
    ciphertext:
      run.kind === "seal" && ciphered !== undefined && !sealed
        ? { name: "ciphertext", bytes: ciphered.bytes, readable: false, note: count(ciphered.frames, "frame") }
        : null,
    earlier: {
      exposed: clear?.state === "exposed" ? level - 1 : 0,
      wrapped: sealed || answered === undefined ? 0 : level - 1,
    },
    envelope: (run.kind === "open" && !isNoEnvelope(run)) || sealed ? envelopeOf(run, labels) : null,
    plain: isNoEnvelope(run)
      ? { name: run.file.name, bytes: run.file.bytes, readable: false, note: "no readable envelope" }
      : null,
    request:
      asked === undefined
        ? null
        : { text: asked.operation, note: `${count(asked.bodyBytes, "byte")}, signed`, ok: true },
    response: answered === undefined ? null : responseArrow(answered, trace?.response.status ?? null),
    crossing: beat.step === "ask" || beat.step === "copies" || beat.step === "refused",
    hsm:
      answered !== undefined && trace !== null
        ? trace.hsm.map((step) => hsmLine(step, run.context, nestedKeyName(1, run.depth)))
        : [],
    refusal: answered?.ok === false && trace !== null ? whoSaidNo(trace) : null,
  };
}

export type Slot = "file" | "clear" | "wrapped" | "ciphertext" | "envelope" | "request" | "response" | "hsm";

/** What this beat changed: outlined until the next one. */
export function changedSlots(before: Picture | null, now: Picture): ReadonlySet<Slot> {
  if (before === null) return new Set();
  return new Set(SLOTS.filter((slot) => shape(now, slot) !== "null" && shape(before, slot) !== shape(now, slot)));
}

const SLOTS: readonly Slot[] = ["file", "clear", "wrapped", "ciphertext", "envelope", "request", "response", "hsm"];

/** A slot as text to compare; a key that has merely been exposed for longer has not changed. */
function shape(picture: Picture, slot: Slot): string {
  if (slot === "hsm")
    return picture.hsm.length === 0 && picture.refusal === null
      ? "null"
      : JSON.stringify([picture.hsm, picture.refusal]);
  if (slot === "clear" && picture.clear !== null) return JSON.stringify({ ...picture.clear, exposedMs: 0 });
  return JSON.stringify(picture[slot]);
}

function fileAt({ kind, file, outcome, result }: EnvelopeRun, past: readonly Moment[]): Picture["file"] {
  const { name, bytes } = file;
  if (kind === "seal") return { name, bytes, readable: true, note: "readable" };
  if (find(past, "ciphered") === undefined) return null;
  const dropped = outcome === "done" && result === null && find(past, "forgot") !== undefined;
  return dropped
    ? { name, bytes, readable: true, gone: true, note: "checked, then dropped" }
    : { name, bytes, readable: true, note: "readable again" };
}

/** One start for all of it: the moment of the answer, or for a key made here the moment it was there. */
function clearKeyAt(past: readonly Moment[], level: number, depth: number): ClearKey | null {
  const answered = findLast(past, "answered");
  const link = findAll(past, "link").findLast((one) => one.level === level);
  const print = level > 1 ? link?.key : answered?.clear;
  const since = level > 1 ? link?.at : answered?.at;
  if (!print || since === undefined || answered === undefined) return null;
  const name = nestedKeyName(level, depth);
  const late = since - answered.at;
  const forgot = findLast(past, "forgot");
  const bytesMs = forgot?.exposure.bytesMs ?? (findLast(past, "overwritten") ?? findLast(past, "ciphered"))?.bytesMs;
  if (bytesMs === undefined)
    return {
      name,
      print,
      state: "exposed",
      exposedMs: Math.max(0, (past.at(-1)?.at ?? since) - since),
      droppedMs: null,
    };
  const exposedMs = Math.max(0, bytesMs - late);
  return forgot === undefined
    ? { name, print, state: "handle", exposedMs, droppedMs: null }
    : { name, print, state: "overwritten", exposedMs, droppedMs: Math.max(0, forgot.exposure.handlesMs - late) };
}

function wrappedKeyAt(run: EnvelopeRun, past: readonly Moment[], level: number, labels: Labels): WrappedKey | null {
  const link = findAll(past, "link").findLast((one) => one.level === level);
  if (level > 1 && link !== undefined) {
    return {
      name: nestedKeyName(level, run.depth),
      lock: nestedKeyName(level - 1, run.depth),
      bytes: link.wrappedBytes,
      altered: false,
      context: {},
    };
  }
  const answered = findLast(past, "answered");
  const present = run.kind === "seal" ? answered?.ok === true : find(past, "asked") !== undefined;
  return present ? outermostKey(run, labels.key, run.context, isAltered(run, labels.sealed ?? null)) : null;
}

/** Whether the altered bit was one of the wrapped key. That another one was sent than was sealed may be a rotation by hand. */
function isAltered({ flipped, moments }: EnvelopeRun, sealed: EnvelopeRun | null): boolean {
  if (flipped?.of !== "envelope") return flipped !== null;
  const sent = findLast(moments, "answered")?.wrapped.base64 ?? "";
  const kept = findLast(sealed?.moments ?? [], "answered")?.wrapped.base64 ?? "";
  // One bit is one character of base64.
  return sent.length === kept.length && sent.split("").filter((one, i) => one !== kept[i]).length === 1;
}

/** The key that KMS wrapped; its size is known from the answer, whenever that came. */
function outermostKey(run: EnvelopeRun, key: string, context: WrappedKey["context"], altered: boolean): WrappedKey {
  const bytes = findLast(run.moments, "answered")?.wrapped.bytes ?? 0;
  return { name: nestedKeyName(1, run.depth), lock: key, bytes: bytes === 0 ? null : bytes, altered, context };
}

function envelopeOf(run: EnvelopeRun, labels: Labels): EnvelopeBox {
  const bytes = run.kind === "seal" ? find(run.moments, "stored")?.bytes : find(run.moments, "picked")?.bytes;
  const ciphered = find(run.moments, "ciphered") ?? find(labels.sealed?.moments ?? [], "ciphered");
  return {
    name: labels.envelope,
    bytes: bytes ?? null,
    wrapped: outermostKey(run, labels.lock ?? labels.key, labels.context ?? run.context, false),
    folded: run.depth - 1,
    ciphertext: {
      name: "ciphertext",
      bytes: ciphered?.bytes ?? null,
      readable: false,
      note: ciphered === undefined ? "in frames" : count(ciphered.frames, "frame"),
    },
    altered: run.flipped?.of === "envelope",
  };
}

function responseArrow(answered: Extract<Moment, { kind: "answered" }>, status: number | null): Arrow {
  if (!answered.ok)
    return { text: `${status ?? 400} ${answered.error?.name ?? "refused"}`, note: "no key in it", ok: false };
  const note =
    answered.operation === "GenerateDataKey"
      ? "2 copies of one key"
      : answered.clear === null
        ? "empty"
        : `the clear key, ${size(answered.clear.bytes)}`;
  return { text: `${status ?? 200} OK`, note, ok: true };
}
