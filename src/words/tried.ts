/** What was tried on an envelope to break it, and what came of it. */
import type { CallError } from "#glass/trace.ts";
import { contextWords } from "./envelope.ts";
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
    /** The application's own check that failed, and why, or null. */
    readonly check: { readonly name: string; readonly message: string } | null;
  } | null;
  readonly sealedContext: Readonly<Record<string, string>>;
  readonly sentContext: Readonly<Record<string, string>>;
  /** Ordinals of the material that the blob names, and of the one now in use. */
  readonly material: { readonly ofBlob: number; readonly current: number } | null;
  readonly flipped: { readonly offset: number; readonly bit: number } | null;
}

/** What was tried and what came of it, sentence by sentence. */
export function triedWords({
  act,
  calls,
  opening,
  sealedContext,
  sentContext,
  material,
  flipped,
}: Tried): readonly string[] {
  const said = calls.map(
    ({ operation, who, error }) => `${operation} as ${who}: ${error === null ? "done" : `refused, ${error.name}`}.`,
  );
  if (opening === null) return [...said, "So nothing was opened."];
  const { who, opened, error, check } = opening;
  const end = opened
    ? `${capital(who)} opened it.`
    : error !== null
      ? `${capital(who)} could not open it: ${error}.`
      : `${capital(who)} could not open it: the check “${check?.name ?? ""}” failed. ${check?.message ?? ""}`;
  switch (act) {
    case "context":
      return [`Sealed with ${contextWords(sealedContext)}, asked with ${contextWords(sentContext)}.`, end];
    case "rotate":
      return [
        ...said,
        end,
        ...(material !== null && opened
          ? [
              `The wrapped key names material ${material.ofBlob}; the KMS key now uses material ${material.current}. Rotation re-encrypted nothing.`,
            ]
          : []),
      ];
    case "flip-envelope":
    case "flip-wrapped":
      return [
        `Bit ${flipped?.bit ?? 0} of byte ${number(flipped?.offset ?? 0)} of a copy of the ${act === "flip-envelope" ? "envelope" : "wrapped key"} was altered.`,
        end,
      ];
    default:
      return [...said, end];
  }
}
