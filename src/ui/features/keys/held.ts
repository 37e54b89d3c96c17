/** What the application holds under a key, each thing once. */
import type { Artefact } from "#client/face.ts";
import type { HeldCount } from "#words/held.ts";

export interface Held {
  /** Ciphertexts, and wrapped keys that belong to no envelope here. */
  readonly blobs: readonly Artefact[];
  readonly envelopes: readonly HeldEnvelope[];
}

export interface HeldEnvelope {
  readonly file: Artefact;
  /** The wrapped key of the file, laid beside it as well; null where that was forgotten, or encrypted anew without the file. */
  readonly wrapped: Artefact | null;
}

/** An envelope and the wrapped key beside it come from the same call. */
export function heldOf(artefacts: readonly Artefact[]): Held {
  const wrappedBy = new Map(
    artefacts
      .filter(({ kind, requestId }) => kind === "wrapped-key" && requestId !== null)
      .map((artefact) => [artefact.requestId, artefact]),
  );
  const envelopes = artefacts
    .filter(({ kind }) => kind === "envelope")
    .map((file) => ({ file, wrapped: wrappedBy.get(file.requestId) ?? null }));
  const paired = new Set(envelopes.map(({ wrapped }) => wrapped));
  const blobs = artefacts.filter(
    (artefact) => (artefact.kind === "ciphertext" || artefact.kind === "wrapped-key") && !paired.has(artefact),
  );
  return { blobs, envelopes };
}

export const countOf = ({ blobs, envelopes }: Held): HeldCount => ({
  blobs: blobs.length,
  envelopes: envelopes.length,
});
