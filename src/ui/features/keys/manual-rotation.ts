/** Rotation by hand, for keys that KMS cannot rotate by itself: what is done already is read from the world, not from clicks. */
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { shortId, span } from "#words/format.ts";
import { heldWords, isNothing, type HeldCount } from "#words/held.ts";
import { ago, keyTitle } from "#words/keys.ts";

/** An alias that pointed at this key and points at its successor now. */
export interface AliasMove {
  readonly alias: string;
  readonly at: number;
}

export interface StepState {
  readonly step: "make" | "allow" | "point" | "open" | "reencrypt" | "disable";
  readonly title: string;
  readonly done: boolean;
  /** What the world says about it now. */
  readonly says: string;
}

export interface RotationFacts {
  readonly key: KeyDetail;
  /** The key that is to take over, or has; null: none is made or chosen yet. */
  readonly successor: KeyView | null;
  readonly move: AliasMove | null;
  /** World time of the newest successful Decrypt with this key since the move; null when there is none. */
  readonly opened: number | null;
  /** What the application holds under this key, and under the new one. */
  readonly held: { readonly here: HeldCount; readonly there: HeldCount };
  /** How many may use this key and may not use the new one; null until it is known. */
  readonly left: number | null;
  readonly now: number;
}

/** Whether new work goes to the new key: the alias has moved, or there is none to be moved. */
export const tookOver = ({ key, successor, move }: Pick<RotationFacts, "key" | "successor" | "move">): boolean =>
  successor !== null && (move !== null || key.aliases.length === 0);

/** The access comes before the alias: whoever the name leads to a key that he may not use is refused from the next call on. */
export function manualRotation(facts: RotationFacts): readonly StepState[] {
  const { key, successor, move, opened, held, left, now } = facts;
  const disabled = key.state === "Disabled" || key.state === "PendingDeletion";
  const over = tookOver(facts);
  return [
    { step: "make", title: "Make the new key", done: successor !== null, says: makeWords(facts) },
    {
      step: "allow",
      title: "Let those who use the old key use the new one",
      done: successor !== null && left === 0,
      says: allowWords(facts),
    },
    { step: "point", title: "Point the alias at the new key", done: move !== null, says: pointWords(facts) },
    {
      step: "open",
      title: "See that old blobs still open with the old key",
      done: over && opened !== null,
      says:
        !over || opened === null
          ? "Decrypt needs no key’s name: each blob names the key that sealed it, whatever the alias points at."
          : `Opened with this key ${ago(opened, now)}${move === null ? "" : ", after the alias had moved"}.`,
    },
    {
      step: "reencrypt",
      title: "Encrypt anew under the new key",
      done: over && isNothing(held.here) && !isNothing(held.there),
      says: lockWords(held),
    },
    {
      step: "disable",
      title: "Disable the old key",
      done: over && disabled,
      says: disabled
        ? `${keyTitle(key)} is ${key.state}.`
        : "Disable it before you ever delete it: what still needs it will tell you, and enabling is one call.",
    },
  ];
}

function makeWords({ key, successor, move }: RotationFacts): string {
  const [alias] = key.aliases;
  if (successor === null) return "It comes first, so that everything is ready before anybody is led to it.";
  const name = `Key ${shortId(successor.keyId)}`;
  if (move !== null) return `${name} has taken over.`;
  return alias === undefined
    ? `${name} is to take over.`
    : `${name} is to take over. Nothing changes for anybody until ${alias} points at it.`;
}

function allowWords({ successor, move, left }: RotationFacts): string {
  if (successor === null || left === null)
    return "An alias takes no permission along: who may use the old key needs the same on the new one.";
  if (left === 0) return "Whoever may use this key may use the new one.";
  return move === null
    ? "An alias takes no permission along. Give it now, before the name leads there."
    : "An alias takes no permission along. Until it is given, new work is refused, and so is opening what is encrypted anew.";
}

function pointWords({ key, successor, move, left, now }: RotationFacts): string {
  if (move !== null && successor !== null)
    return `${move.alias} has pointed at key ${shortId(successor.keyId)} for ${span(Math.max(0, now - move.at))}. New work that names it goes there.`;
  const [alias] = key.aliases;
  if (alias === undefined)
    return "No alias points at this key, so nobody finds it by name. Whoever names its id or ARN has to name the new one’s.";
  return successor !== null && left !== null && left > 0
    ? `${alias} still points at this key. Were it moved now, those in step 2 would be refused.`
    : `${alias} still points at this key.`;
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
