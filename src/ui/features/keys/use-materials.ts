import type { Artefact } from "#client/face.ts";
import { useAsk } from "../../state/session.ts";

/** Key material that the application holds in its memory: all of it, and what was first brought into this key. Newest first. */
export function useMaterials(keyArn: string): {
  readonly all: readonly Artefact[];
  readonly mine: readonly Artefact[];
} {
  const { value } = useAsk(({ application }) => application.artefacts(), [], { on: ["artefacts"] });
  const all = (value ?? []).filter(({ kind }) => kind === "key-material").toSorted((a, b) => b.since - a.since);
  return { all, mine: all.filter((artefact) => artefact.keyArn === keyArn) };
}
