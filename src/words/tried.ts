/** What was tried on an envelope to break it, and what came of it. */
import type { CallError } from "#glass/trace.ts";
import { contextWords, type Refusal } from "./envelope.ts";
import { capital, number } from "./format.ts";

export type ActName =
  | "context"
  | "wrong-key"
  | "disable"
  | "enable"
  | "rotate"
  | "principal"
  | "flip-envelope"
  | "flip-wrapped";

export interface Tried {
  readonly act: ActName;
  /** Calls on the way, in order. */
  readonly calls: readonly { readonly operation: string; readonly who: string; readonly error: CallError | null }[];
  /** How the opening ended; null when it was not tried. */
  readonly opening: {
    readonly who: string;
    readonly opened: boolean;
    /** KMS's exception, or null. */
    readonly error: string | null;
    /** Which check of KMS said no, and why; null: none did, or it is not known. */
    readonly refusal: Refusal | null;
    /** The application's own check that failed, and why, or null. `asked`: whether KMS had unwrapped the key before. */
    readonly check: { readonly name: string; readonly message: string; readonly asked: boolean } | null;
  } | null;
  readonly sealedContext: Readonly<Record<string, string>>;
  readonly sentContext: Readonly<Record<string, string>>;
  /** Ordinals of the material that the blob names, and of the one that was in use after the act. */
  readonly material: { readonly ofBlob: number; readonly current: number } | null;
  /** What has become of what the act did to the KMS key; null while it holds. */
  readonly since: Since | null;
  readonly flipped: { readonly offset: number; readonly bit: number } | null;
}

export type Since =
  /** The rotation is undone; `current`: ordinal of the material in use. */
  { readonly current: number } | { readonly state: string };

/** What was tried and what came of it, sentence by sentence. */
export function triedWords({
  act,
  calls,
  opening,
  sealedContext,
  sentContext,
  material,
  since,
  flipped,
}: Tried): readonly string[] {
  const said = calls.map(
    ({ operation, who, error }) => `${operation} as ${who}: ${error === null ? "done" : `refused, ${error.name}`}.`,
  );
  if (opening === null) return [...said, "So nothing was opened."];
  const end = `${capital(opening.who)} ${opening.opened ? "opened it." : `could not open it: ${noWords(opening)}`}`;
  const now = since === null ? [] : [sinceWords(since)];
  switch (act) {
    case "context":
      return [`Sealed with ${contextWords(sealedContext)}, asked with ${contextWords(sentContext)}.`, end];
    case "rotate":
      return [
        ...said,
        end,
        ...(material !== null && opening.opened
          ? [
              `The wrapped key names material ${material.ofBlob}; the KMS key ${since === null ? "now uses" : "then used"} material ${material.current}. Rotation re-encrypted nothing.`,
            ]
          : []),
        ...now,
      ];
    case "flip-envelope":
    case "flip-wrapped":
      return [
        `Bit ${flipped?.bit ?? 0} of byte ${number(flipped?.offset ?? 0)} of a copy of the ${act === "flip-envelope" ? "envelope" : "wrapped key"} was altered.`,
        end,
      ];
    default:
      return [...said, end, ...now];
  }
}

/** Who said no, at which check, and why. */
function noWords({ error, refusal, check }: NonNullable<Tried["opening"]>): string {
  if (refusal !== null)
    return `KMS says no at stage ${refusal.stage}, ${refusal.check} (${error ?? "refused"}). ${refusal.reason}`;
  if (error !== null) return `KMS says no (${error}).`;
  const of = OWN_CHECKS[check?.name ?? ""];
  const message = check?.message ?? "";
  if (of === undefined) return message;
  return `${check?.asked ? "KMS unwrapped the key, but" : "KMS was not asked, as"} the application’s own check of ${of} says no. ${message}`;
}

/** What the application itself checks of an envelope (FORMAT.md), by the name of the check. */
const OWN_CHECKS: Readonly<Record<string, string>> = {
  format: "the format",
  header: "the header",
  "key-chain": "the chain of keys",
  frame: "the frames",
  length: "the length",
};

const sinceWords = (since: Since): string =>
  "state" in since
    ? `Since then it has changed: the KMS key is ${since.state}.`
    : `Since then the rotation was taken back: the KMS key uses material ${since.current} again.`;
