import type { Artefact, CallInput } from "#client/face.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import { keyIdOfArn } from "#words/keys.ts";
import { useAsk } from "../../state/session.ts";

/** A ciphertext or wrapped key of the application. */
export interface SealedBlob {
  readonly artefact: Artefact;
  /** The material that sealed it, 64 hex digits; null when the trace of the call that made it is no longer kept. */
  readonly materialId: string | null;
  /** The EncryptionAlgorithm that it was made with; null as above, and for what a symmetric key sealed. */
  readonly algorithm: string | null;
}

export interface Blobs {
  /** Whether the application has answered yet. Until then the lists are empty, which says nothing. */
  readonly known: boolean;
  /** Newest first. */
  readonly blobs: readonly SealedBlob[];
  /** Envelopes whose data key is wrapped under the key. */
  readonly envelopes: readonly Artefact[];
}

/** How many traces are read for one list. */
const MOST = 60;

/** What the application holds under a KMS key. To the application a blob is opaque: which material sealed it, the engine's trace says. */
export function useBlobs(keyArn: string): Blobs {
  const { value } = useAsk(
    async ({ application, pane }) => {
      const mine = underKey(await application.artefacts(), keyArn).toSorted((a, b) => b.since - a.since);
      const sealed = mine.filter(({ kind }) => kind === "ciphertext" || kind === "wrapped-key");
      const blobs = await Promise.all(
        sealed.map(async (artefact, i): Promise<SealedBlob> => {
          const trace = artefact.requestId === null || i >= MOST ? null : await pane.call(artefact.requestId);
          if (trace === null) return { artefact, materialId: null, algorithm: null };
          return { artefact, materialId: sealingMaterial(trace), algorithm: algorithmOf(trace) };
        }),
      );
      return { blobs, envelopes: mine.filter(({ kind }) => kind === "envelope") };
    },
    [keyArn],
    { on: ["artefacts"] },
  );
  return { known: value !== undefined, blobs: value?.blobs ?? [], envelopes: value?.envelopes ?? [] };
}

/** What of all that the application holds is under a KMS key. */
export const underKey = (artefacts: readonly Artefact[], keyArn: string): readonly Artefact[] =>
  artefacts.filter((artefact) => artefact.keyArn !== null && opensWith(artefact.keyArn, keyArn));

/** Whether what one key sealed opens with another: it is the same key, or one that belongs to the same multi-Region key. */
function opensWith(sealing: string, opening: string): boolean {
  const id = keyIdOfArn(opening);
  return sealing === opening || (id.startsWith("mrk-") && keyIdOfArn(sealing) === id);
}

function algorithmOf({ application }: CallTrace): string | null {
  const algorithm = application?.composed.input["EncryptionAlgorithm"];
  return typeof algorithm === "string" ? algorithm : null;
}

/** What opens a blob. What a public key sealed tells neither its key nor its algorithm, and has no context. */
export function decryptInput({ keyId, asymmetric }: KeyDetail, { artefact, algorithm }: SealedBlob): CallInput {
  const CiphertextBlob = { artefact: artefact.id };
  if (asymmetric)
    return { CiphertextBlob, KeyId: keyId, ...(algorithm !== null && { EncryptionAlgorithm: algorithm }) };
  return { CiphertextBlob, EncryptionContext: { ...artefact.context } };
}

/** The material of the last step that took one into use: in ReEncrypt that is the destination's. */
export function sealingMaterial({ hsm }: Pick<CallTrace, "hsm">): string | null {
  const used = hsm.findLast(({ facts }) => typeof facts["material"] === "string")?.facts["material"];
  return typeof used === "string" ? used : null;
}
