import type { Artefact } from "#client/face.ts";
import { useAsk } from "../../state/session.ts";

/** Key material in the application's memory. Newest first. */
export interface Materials {
  readonly all: readonly Artefact[];
  /** What was first brought into this key. */
  readonly mine: readonly Artefact[];
}

/** Null until the application has answered: what is not known yet is not nothing, and no choice may rest on it. */
export function useMaterials(keyArn: string): Materials | null {
  const { value } = useAsk(({ application }) => application.artefacts(), [], { on: ["artefacts"] });
  if (value === undefined) return null;
  const all = value.filter(({ kind }) => kind === "key-material").toSorted((a, b) => b.since - a.since);
  return { all, mine: all.filter((artefact) => artefact.keyArn === keyArn) };
}
