/** How the KMS key of an envelope stands in this world, seen from where the learner sits, and which acts on it make sense then. */
import { date } from "./format.ts";

export type KeyStanding =
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
export const destroyedWords = (at: number | null): string => (at === null ? "Destroyed" : `Destroyed on ${date(at)}`);

/** Why each act on an envelope would tell nothing; null for an act that can be played. */
export interface ActReasons {
  readonly swapContext: string | null;
  readonly tryWrongKey: string | null;
  readonly disable: string | null;
  readonly rotate: string | null;
}

/** Each reason once. */
export const reasonsOf = ({ swapContext, tryWrongKey, disable, rotate }: ActReasons): readonly string[] => [
  ...new Set([swapContext, tryWrongKey, disable, rotate].filter((reason) => reason !== null)),
];

/** `key`: the KMS key as the learner knows it. */
export function whyNotToPlay(standing: KeyStanding, key: string): ActReasons {
  switch (standing.is) {
    case "destroyed":
      return none(`${key} is destroyed: there is no key left to disable, to rotate or to mistake. Open it as anybody.`);
    case "unknown":
      return none("This world has no such KMS key, so these have nothing to act on.");
    case "elsewhere":
      return none(`${key} lives in ${standing.region}, and these calls would go to ${standing.seat}.`);
    case "here":
      return STATES[standing.state]?.(key) ?? ALL;
    case "asking":
      return ALL;
  }
}

const ALL: ActReasons = { swapContext: null, tryWrongKey: null, disable: null, rotate: null };

const none = (reason: string): ActReasons => ({
  swapContext: reason,
  tryWrongKey: reason,
  disable: reason,
  rotate: reason,
});

/** Which states DisableKey and RotateKeyOnDemand refuse: data/key-state-table.json. */
const STATES: Readonly<Record<string, (key: string) => ActReasons>> = {
  Disabled: (key) => ({ ...ALL, rotate: `A disabled key cannot be rotated: enable ${key} first.` }),
  PendingDeletion: (key) => {
    const reason = `${key} waits for its deletion, so it can neither be disabled nor rotated.`;
    return { ...ALL, disable: reason, rotate: reason };
  },
};
