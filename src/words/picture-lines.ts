/** The picture of an envelope at a beat as text, for whoever opens it: its words are not needed before. */
import { contextWords, size } from "./envelope.ts";
import {
  exposureWords,
  handleWords,
  type ClearKey,
  type EnvelopeBox,
  type Picture,
  type Sheet,
  type WrappedKey,
} from "./envelope-picture.ts";
import { count } from "./format.ts";
import { standingWords, type KeyStanding } from "./key-standing.ts";

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
      : "Inside KMS: nothing. No envelope could be read from the file, so KMS was not asked.",
    ...hsm.map((line, i) => `Inside KMS, step ${i + 1} of ${request?.text ?? "the call"}: ${line}.`),
    ...(refusal === null ? [] : [`Inside KMS: stopped at stage ${refusal.stage}, ${refusal.check}. ${refusal.reason}`]),
  ];
}

function keyWords(standing: KeyStanding): string {
  const where = standingWords(standing);
  return standing.is === "here" || standing.is === "elsewhere"
    ? `, ${standing.state}. ${where === null ? "" : `${where} `}Its material stays there.`
    : `. ${where}`;
}

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
