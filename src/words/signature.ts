/** Signature Version 4 in words: what each line is for, where two computations part, and what came of a request that was altered. */
import type { Alteration, CallTrace, SecretPrint, SigningChain } from "#glass/trace.ts";
import { count } from "./format.ts";
import { FRONT_DOOR_READING } from "./our-readings.ts";

export interface TextLine {
  /** What the line is: `Method`, `Header`. */
  readonly part: string;
  readonly text: string;
}

/** The lines of a canonical request: three of the request line, the headers, an empty one, their names, the body's hash. */
export function canonicalLines(canonical: string): readonly TextLine[] {
  const lines = canonical.split("\n");
  return lines.map((text, at) => ({ part: partOf(at, lines.length), text }));
}

const LEAD = ["Method", "Path", "Query"] as const;
const TAIL = ["Empty line", "Signed headers", "SHA-256 of the body"] as const;

const partOf = (at: number, length: number): string => LEAD[at] ?? TAIL[at - (length - TAIL.length)] ?? "Header";

const TO_SIGN = ["Algorithm", "Time", "Scope", "SHA-256 of the canonical request"] as const;

export const toSignLines = (text: string): readonly TextLine[] =>
  text.split("\n").map((line, at) => ({ part: TO_SIGN[at] ?? "", text: line }));

/** What each link of the key chain binds the key to. */
export const LINKS = ["Date", "Region", "Service", "Terminator"] as const;

export const printWords = ({ print }: SecretPrint): string => `print ${print}`;

export interface DiffLine {
  readonly part: string;
  readonly signed: string;
  readonly arrived: string;
  readonly same: boolean;
  /** The first that differs. */
  readonly first: boolean;
}

/** What was signed beside what KMS read, line by line. */
export function canonicalDiff(signed: string, arrived: string): readonly DiffLine[] {
  const [left, right] = [canonicalLines(signed), canonicalLines(arrived)];
  const longer = left.length >= right.length ? left : right;
  let found = false;
  return longer.map(({ part }, at) => {
    const [mine, theirs] = [left[at]?.text ?? "", right[at]?.text ?? ""];
    const same = mine === theirs;
    const first = !same && !found;
    found ||= !same;
    return { part, signed: mine, arrived: theirs, same, first };
  });
}

/** One value that both sides come to by themselves. */
export interface Compared {
  readonly name: string;
  /** What was fed in at this step, or null. */
  readonly fed: string | null;
  /** Null where that side computed nothing, or nothing is known of it. */
  readonly application: string | null;
  readonly kms: string | null;
  readonly same: boolean | null;
}

/** Both computations in their order: canonical request, string to sign, key chain, signature. */
export function comparison({ application, frontDoor: { signature } }: CallTrace): readonly Compared[] {
  const signed = application?.signed ?? null;
  if (signed === null && signature === null) return [];
  const [mine, theirs] = [signed?.chain ?? null, signature?.chain ?? null];
  return [
    compared("Hash of the canonical request", null, hashIn(signed?.stringToSign), hashIn(signature?.stringToSign)),
    compared("Time in the string to sign", null, timeIn(signed?.stringToSign), timeIn(signature?.stringToSign)),
    compared("Secret access key", null, printed(mine?.secret), printed(theirs?.secret)),
    ...LINKS.map((name, at) => chained(name, at, mine, theirs)),
    signatures(signed?.signature ?? null, signature),
  ];
}

const compared = (name: string, fed: string | null, application: string | null, kms: string | null): Compared => ({
  name,
  fed,
  application,
  kms,
  same: application === null || kms === null ? null : application === kms,
});

const printed = (secret: SecretPrint | undefined): string | null => (secret === undefined ? null : printWords(secret));

function chained(name: string, at: number, mine: SigningChain | null, theirs: SigningChain | null): Compared {
  const [left, right] = [mine?.links[at], theirs?.links[at]];
  return compared(`${name} key`, left?.fed ?? right?.fed ?? null, printed(left?.value), printed(right?.value));
}

/** Where they differ KMS's own is not told, so both are shown as prints. */
function signatures(sent: string | null, stage: CallTrace["frontDoor"]["signature"]): Compared {
  const differ = stage?.differ ?? null;
  if (differ !== null) return compared("Signature", null, printWords(differ.provided), printWords(differ.computed));
  return compared("Signature", null, short(sent ?? stage?.provided ?? null), short(stage?.computed ?? null));
}

const short = (digits: string | null): string | null =>
  digits === null ? null : `${digits.slice(0, 8)}…${digits.slice(-8)}`;

/** The string to sign ends in the canonical request's hash. */
const hashIn = (stringToSign: string | null | undefined): string | null =>
  stringToSign == null ? null : short(stringToSign.slice(stringToSign.lastIndexOf("\n") + 1));

const timeIn = (stringToSign: string | null | undefined): string | null => stringToSign?.split("\n")[1] ?? null;

/** What an experiment did, in one sentence. */
export function alteredSentence(altered: Alteration): string {
  switch (altered.kind) {
    case "header":
      return `After it was signed, the header ${altered.name} was changed from “${altered.before}” to “${altered.after}”.`;
    case "body":
      return altered.before === ""
        ? `After it was signed, a space was put into the body, as byte ${altered.at}.`
        : `After it was signed, byte ${altered.at} of the body was changed from “${altered.before}” to “${altered.after}”.`;
    case "clock":
      return `It was signed by a clock that is ${count(Math.abs(altered.minutes), "minute")} ${altered.minutes < 0 ? "slow" : "fast"}.`;
    case "secret":
      return "It was signed with a secret access key in which one bit was flipped. The right one was not touched.";
  }
}

/** What KMS made of an altered request, and where the two computations part. */
export function verdictSentence(trace: CallTrace): string {
  const { summary, application, frontDoor } = trace;
  const { signature } = frontDoor;
  if (!frontDoor.parsed)
    return "KMS reads a request before it looks at its signature, and this one names nothing that it knows or is no JSON.";
  if (signature === null) return "Nothing of this request’s signature was looked at.";
  if (signature.verdict === "equal") return acceptedSentence(application?.altered, summary.error?.name ?? null);
  const signed = application?.signed?.canonicalRequest ?? null;
  if (signature.canonicalRequest === null || signed === null)
    return application?.altered?.kind === "clock"
      ? "KMS looks at the time before it computes anything, so there is no canonical request of its own to compare."
      : "KMS refused before it computed anything, so there is no canonical request of its own to compare.";
  const lines = canonicalDiff(signed, signature.canonicalRequest);
  const at = lines.findIndex(({ first }) => first);
  if (at >= 0)
    return `The two canonical requests part in line ${at + 1}, ${lineName(lines[at] as DiffLine)}. KMS computes from what arrived, so it comes to another signature.`;
  return "Both canonical requests are the same, and both strings to sign. The keys are not: from the secret on, no value of the two chains is equal, and so the signatures differ.";
}

/** Said under a refusal of the front door; null where AWS's sentence was observed at KMS itself (authorization.md 5.2, row 10). */
export function ourReading({ frontDoor: { signature }, summary }: CallTrace): string | null {
  const error = summary.error?.name ?? "";
  const refused = signature?.verdict === "refused" && error !== "UnrecognizedClientException";
  return refused || UNREADABLE.has(error) ? FRONT_DOOR_READING.says : null;
}

/** What cannot be read is refused before anybody looks for a signature. */
const UNREADABLE: ReadonlySet<string> = new Set(["SerializationException", "UnknownOperationException"]);

const lineName = ({ part, signed, arrived }: DiffLine): string =>
  part === "Header"
    ? `the header ${(signed || arrived).split(":")[0]}`
    : part.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

function acceptedSentence(altered: Alteration | undefined, error: string | null): string {
  const after = error === null ? "" : ` What it then answered, ${error}, has other reasons.`;
  if (altered?.kind === "header")
    return `KMS accepts the signature: ${altered.name} is not among the signed headers, so nobody notices when it is changed.${after}`;
  if (altered?.kind === "clock")
    return `KMS accepts the signature: ${count(Math.abs(altered.minutes), "minute")} are within the five that it allows.${after}`;
  return `KMS accepts the signature.${after}`;
}
