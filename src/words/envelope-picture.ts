/** The picture of an envelope at a beat, as data: its drawing and its text are two views of this. */
import type { SecretPrint } from "#glass/trace.ts";
import { contextWords, duration, size, type Refusal } from "./envelope.ts";
import { count } from "./format.ts";
import { standingWords, type KeyStanding } from "./key-standing.ts";

/** A sheet: with lines when readable, with a grid of bytes when not. */
export interface Sheet {
  readonly name: string;
  readonly bytes: number | null;
  readonly readable: boolean;
  /** It was here and is not any more. */
  readonly gone?: boolean;
  readonly note: string;
}

export interface ClearKey {
  readonly name: string;
  readonly print: SecretPrint;
  /** `handle`: its bytes are zeros, and a handle made from them still works. */
  readonly state: "exposed" | "handle" | "overwritten";
  /** Real time from its arrival to this beat, or to the overwriting of its bytes. */
  readonly exposedMs: number;
  /** Until its last handle was dropped as well; null before. */
  readonly droppedMs: number | null;
}

export interface WrappedKey {
  readonly name: string;
  /** The key whose lock is on the box. */
  readonly lock: string;
  readonly bytes: number | null;
  readonly altered: boolean;
  /** What is written on the tag tied to it. */
  readonly context: Readonly<Record<string, string>>;
}

export interface EnvelopeBox {
  readonly name: string;
  readonly bytes: number | null;
  readonly wrapped: WrappedKey;
  /** Further keys inside, each wrapped by the one before; drawn in the nested view. */
  readonly folded: number;
  readonly ciphertext: Sheet;
  readonly altered: boolean;
}

export interface Arrow {
  readonly text: string;
  readonly note: string;
  readonly ok: boolean;
}

export interface Picture {
  /** Memory of the application, slot by slot. */
  readonly file: Sheet | null;
  readonly clear: ClearKey | null;
  readonly wrapped: WrappedKey | null;
  readonly ciphertext: Sheet | null;
  /** Earlier keys of a nested envelope that are in memory too. */
  readonly earlier: { readonly exposed: number; readonly wrapped: number };
  /** The application's disk. */
  readonly envelope: EnvelopeBox | null;
  /** The file that was to be opened, where it is no envelope. */
  readonly plain: Sheet | null;
  readonly request: Arrow | null;
  readonly response: Arrow | null;
  /** Whether this beat crosses the wire. */
  readonly crossing: boolean;
  /** What the HSM did in the run’s one call, once it has answered. */
  readonly hsm: readonly string[];
  readonly refusal: Refusal | null;
}

/** The picture as an ordered list: what is where at this beat, in the order in which the eye meets it. */
export function pictureLines(picture: Picture, key: string, standing: KeyStanding): readonly string[] {
  const { file, clear, wrapped, ciphertext, earlier, envelope, plain, request, response, hsm, refusal, crossing } =
    picture;
  const memory = [
    file && `${sheetWords(file)}.`,
    earlier.exposed + earlier.wrapped > 0 &&
      `Earlier keys: ${earlier.exposed} in the clear, ${earlier.wrapped} wrapped.`,
    clear && `${clearKeyWords(clear)}.`,
    wrapped && `${wrappedKeyWords(wrapped)}.`,
    ciphertext && `${sheetWords(ciphertext)}.`,
  ].filter(isText);
  return [
    ...(memory.length === 0
      ? ["Memory of your application: empty."]
      : memory.map((line) => `Memory of your application: ${line}`)),
    plain !== null
      ? `Disk of your application: ${sheetWords(plain)}.`
      : envelope === null
        ? "Disk of your application: no envelope yet."
        : `Disk of your application: ${envelopeWords(envelope)}.`,
    ...(request === null ? ["The wire: nothing has crossed it yet."] : []),
    ...(request === null
      ? []
      : [`The wire${crossing ? "" : ", earlier"}: ${request.text} goes to KMS, ${request.note}.`]),
    ...(response === null
      ? []
      : [`The wire${crossing ? "" : ", earlier"}: ${response.text} comes back, ${response.note}.`]),
    plain === null
      ? `Inside KMS: ${key}${keyWords(standing)}`
      : "Inside KMS: nothing. The file names no KMS key, so none was asked for.",
    ...hsm.map((line, i) => `Inside KMS, step ${i + 1} of ${request?.text ?? "the call"}: ${line}.`),
    ...(refusal === null ? [] : [`Inside KMS: stopped at stage ${refusal.stage}, ${refusal.check}. ${refusal.reason}`]),
  ];
}

const keyWords = (standing: KeyStanding): string =>
  standing.is === "here" || standing.is === "elsewhere"
    ? `, ${standing.state}. ${standing.is === "here" ? "" : `${standingWords(standing)} `}Its material stays there.`
    : `. ${standingWords(standing)}`;

/** How long its bytes were there. */
export const exposureWords = ({ state, exposedMs }: ClearKey): string =>
  state !== "exposed"
    ? `bytes overwritten after ${duration(exposedMs)}`
    : exposedMs < 1
      ? "exposed from now on"
      : `exposed for ${duration(exposedMs)}`;

/** What is left of it once the bytes are gone; null while they are there. */
export const handleWords = ({ state, droppedMs }: ClearKey): string | null =>
  state === "exposed"
    ? null
    : droppedMs === null
      ? "unreadable handle at work"
      : `handle dropped after ${duration(droppedMs)}`;

const sheetWords = ({ name, bytes, note }: Sheet): string =>
  `${name}${bytes === null ? "" : `, ${size(bytes)}`}, ${note}`;

const clearKeyWords = (key: ClearKey): string =>
  `${key.name}${key.state === "exposed" ? " in the clear" : ""}, ${count(key.print.bytes, "byte")}, print ${key.print.print}, ${[exposureWords(key), handleWords(key)].filter((words) => words !== null).join(", ")}`;

const wrappedKeyWords = ({ name, lock, bytes, altered, context }: WrappedKey): string =>
  `the same ${name} wrapped by ${lock}${bytes === null ? "" : `, ${count(bytes, "byte")}`}${altered ? ", one bit altered" : ""}, tied to ${contextWords(context)}`;

function envelopeWords({ name, bytes, wrapped, folded, ciphertext, altered }: EnvelopeBox): string {
  const more = folded === 0 ? "" : `, ${count(folded, "further wrapped key")}`;
  return `${name}${bytes === null ? "" : `, ${size(bytes)}`}${altered ? ", a copy with one bit altered" : ""}, holding the ${wrapped.name} wrapped by ${wrapped.lock} and tied to ${contextWords(wrapped.context)}${more}, and the ${sheetWords(ciphertext)}`;
}

const isText = (line: string | false | null): line is string => typeof line === "string";
