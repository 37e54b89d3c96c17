/** Which acts on the KMS key of an envelope make sense, as it stands now. */
import type { KeyStanding } from "./key-standing.ts";

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
