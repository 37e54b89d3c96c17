/** Rotation by hand, for keys that KMS cannot rotate by itself: what is done already is read from the world, not from clicks. */
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { count, shortId } from "#words/format.ts";
import { ago, keyTitle } from "#words/keys.ts";

/** An alias that pointed at this key and points at another one now. */
export interface AliasMove {
  readonly alias: string;
  readonly successor: KeyView;
  readonly at: number;
}

export interface StepState {
  readonly step: "point" | "allow" | "open" | "reencrypt" | "disable";
  readonly title: string;
  readonly done: boolean;
  /** What the world says about it now. */
  readonly says: string;
}

export interface RotationFacts {
  readonly key: KeyDetail;
  readonly move: AliasMove | null;
  /** World time of the newest successful Decrypt with this key since the move; null when there is none. */
  readonly opened: number | null;
  /** What the application holds under this key, and under the new one. */
  readonly held: { readonly here: HeldCount; readonly there: HeldCount };
  /** How many may use this key and may not use the new one; null until it is known. */
  readonly left: number | null;
  readonly now: number;
}

/** How much the application holds under a key. An envelope counts once, with the wrapped key that lies beside it. */
export interface HeldCount {
  readonly blobs: number;
  readonly envelopes: number;
}

export const NOTHING_HELD: HeldCount = { blobs: 0, envelopes: 0 };

/** `2 blobs and 1 envelope`. */
export const heldWords = ({ blobs, envelopes }: HeldCount): string =>
  listed([blobs > 0 && count(blobs, "blob"), envelopes > 0 && count(envelopes, "envelope")]);

/** What of it KMS is asked to encrypt anew: `2 blobs and 1 envelope’s key`. */
export const reEncryptWords = ({ blobs, envelopes }: HeldCount): string =>
  `ReEncrypt ${listed([
    blobs > 0 && count(blobs, "blob"),
    envelopes > 0 && count(envelopes, "envelope’s wrapped key", "envelopes’ wrapped keys"),
  ])}`;

const listed = (parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join(" and ");

const isNothing = ({ blobs, envelopes }: HeldCount): boolean => blobs + envelopes === 0;

export function manualRotation({ key, move, opened, held, left, now }: RotationFacts): readonly StepState[] {
  const alias = move?.alias ?? key.aliases[0];
  const disabled = key.state === "Disabled" || key.state === "PendingDeletion";
  return [
    {
      step: "point",
      title: "Point the alias at a new key",
      done: move !== null,
      says:
        move === null
          ? alias === undefined
            ? "No alias points at this key, so nobody finds it by name."
            : `${alias} still points at this key.`
          : `${move.alias} points at key ${shortId(move.successor.keyId)}, since ${ago(move.at, now)}. New work that names it goes there.`,
    },
    {
      step: "allow",
      title: "Let those who use the old key use the new one",
      done: move !== null && left === 0,
      says:
        move === null || left === null
          ? "An alias takes no permission along: who may use the old key needs the same on the new one."
          : left === 0
            ? "Whoever may use this key may use the new one."
            : "An alias takes no permission along. Until it is given, new work is refused, and so is opening what is encrypted anew.",
    },
    {
      step: "open",
      title: "See that old blobs still open with the old key",
      done: opened !== null,
      says:
        opened === null
          ? "Decrypt needs no key’s name: each blob names the key that sealed it, whatever the alias points at."
          : `Opened with this key ${ago(opened, now)}, after the alias had moved.`,
    },
    {
      step: "reencrypt",
      title: "Encrypt the blobs anew under the new key",
      done: move !== null && isNothing(held.here) && !isNothing(held.there),
      says: lockWords(held),
    },
    {
      step: "disable",
      title: "Disable the old key",
      done: disabled && move !== null,
      says: disabled
        ? `${keyTitle(key)} is ${key.state}.`
        : "Disable it before you ever delete it: what still needs it will tell you, and enabling is one call.",
    },
  ];
}

function lockWords({ here, there }: RotationFacts["held"]): string {
  if (isNothing(here))
    return isNothing(there)
      ? "The application holds no ciphertext, no wrapped key and no envelope under either key."
      : `Nothing is left here; ${heldWords(there)} under the new key.`;
  const still = `${heldWords(here)} of the application still under this key. ReEncrypt changes the lock inside KMS; the content never comes out.`;
  return here.envelopes === 0
    ? still
    : `${still} Of an envelope only the wrapped key goes to KMS (where keys are nested, the outermost), and the file takes up the new one. Its data stays as it is.`;
}
