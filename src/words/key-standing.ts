/** How the KMS key of an envelope stands in this world, seen from where the learner sits. */
import { date } from "./format.ts";

export type KeyStanding = Standing & {
  /** Under which KMS key the wrapped key of the file has come since, as the learner knows it. */
  readonly since?: string | undefined;
};

type Standing =
  /** The engine has not answered yet. */
  | { readonly is: "asking" }
  | { readonly is: "here"; readonly state: string }
  | { readonly is: "elsewhere"; readonly state: string; readonly region: string; readonly seat: string }
  /** `at`: world time, or null where the log does not reach back so far. */
  | { readonly is: "destroyed"; readonly at: number | null }
  /** This world never had it: the envelope comes from another one. */
  | { readonly is: "unknown" };

/** Where and whether it still is; null for a key that is simply here. */
export function standingWords(standing: KeyStanding): string | null {
  const { since } = standing;
  if (since !== undefined) {
    const now = `The file’s wrapped key was re-encrypted and is under ${since} now.`;
    return standing.is === "destroyed" ? `${destroyedWords(standing.at)}. ${now}` : now;
  }
  switch (standing.is) {
    case "asking":
      return "Looking it up.";
    case "here":
      return null;
    case "elsewhere":
      return `Lives in ${standing.region}; you are in ${standing.seat}.`;
    case "destroyed":
      return `${destroyedWords(standing.at)}; nothing opens this any more.`;
    case "unknown":
      return "There is no such KMS key in this world: nothing here seals or opens with it.";
  }
}

/** `Destroyed on 25 Dec 2026`. */
const destroyedWords = (at: number | null): string => (at === null ? "Destroyed" : `Destroyed on ${date(at)}`);
