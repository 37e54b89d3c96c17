/** What the application holds under a KMS key, counted. */
import { count, list } from "./format.ts";

/** An envelope counts once, with the wrapped key that lies beside it. */
export interface HeldCount {
  readonly blobs: number;
  readonly envelopes: number;
}

export const NOTHING_HELD: HeldCount = { blobs: 0, envelopes: 0 };

export const isNothing = ({ blobs, envelopes }: HeldCount): boolean => blobs + envelopes === 0;

/** `2 blobs and 1 envelope`. */
export const heldWords = ({ blobs, envelopes }: HeldCount): string =>
  listed([blobs > 0 && count(blobs, "blob"), envelopes > 0 && count(envelopes, "envelope")]);

/** What of it KMS is asked to encrypt anew: `2 blobs and 1 envelope’s key`. */
export const reEncryptWords = ({ blobs, envelopes }: HeldCount): string =>
  `ReEncrypt ${listed([
    blobs > 0 && count(blobs, "blob"),
    envelopes > 0 && count(envelopes, "envelope’s wrapped key", "envelopes’ wrapped keys"),
  ])}`;

const listed = (parts: readonly (string | false)[]): string => list(parts.filter((part) => part !== false));

/* ---- what an act will do to it, said before it is done ---- */

export function aliasMoveWill(alias: string, held: HeldCount, to: string): string {
  const among = isNothing(held) ? "" : `, ${heldWords(held)} of the application among it,`;
  return `Whoever names ${alias} gets ${to} from the next call on, and needs to be allowed to use that one. What was sealed earlier${among} keeps the lock of the old key: each blob names its own key, not the alias.`;
}

/** Of a key from which another one has taken over. */
export function disableOldWill(name: string, held: HeldCount): string {
  const what = isNothing(held)
    ? "The application holds nothing under it that would need it."
    : `${heldWords(held)} of the application ${held.blobs + held.envelopes === 1 ? "stays" : "stay"} closed until it is enabled again.`;
  return `From the next call on, nobody can encrypt or decrypt with ${name}. ${what} Whatever others still have under it stays closed too, and tells you so.`;
}
