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
  readonly step: "point" | "open" | "reencrypt" | "disable";
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
  /** Ciphertexts and wrapped keys that the application holds under this key, and under the new one. */
  readonly blobs: { readonly here: number; readonly there: number };
  /** Envelope files whose data key is wrapped under this key. */
  readonly envelopes: number;
  readonly now: number;
}

export function manualRotation({ key, move, opened, blobs, envelopes, now }: RotationFacts): readonly StepState[] {
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
          : `${move.alias} points at key ${shortId(move.successor.keyId)}, since ${ago(move.at, now)}. New work goes there.`,
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
      done: move !== null && blobs.here === 0 && blobs.there > 0,
      says: `${
        blobs.here === 0
          ? blobs.there === 0
            ? "The application holds no ciphertext and no wrapped key under either key."
            : `Nothing is left here; ${count(blobs.there, "blob")} under the new key.`
          : `${count(blobs.here, "blob")} of the application still under this key. ReEncrypt changes the lock inside KMS; the content never comes out.`
      }${envelopes === 0 ? "" : ` Besides, ${count(envelopes, "envelope file")} on the disk ${envelopes === 1 ? "carries a data key" : "carry data keys"} wrapped by this key: keep it, or seal the ${envelopes === 1 ? "file" : "files"} again.`}`,
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
