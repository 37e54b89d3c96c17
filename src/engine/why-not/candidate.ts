/** An edit that may do, not proved yet, and who makes such edits. */
import type { DocumentDiff, EditAbout, EditKind, EditStep, Reach } from "#glass/why-not.ts";
import type { Situation } from "./situation.ts";

export interface Candidate {
  readonly kind: EditKind;
  readonly steps: readonly EditStep[];
  readonly reach: Reach;
  readonly about?: EditAbout;
  readonly diffs?: readonly DocumentDiff[];
}

/** One kind of edit: what of it might do. Guesses are free, since each is run before it is told. */
export type Maker = (situation: Situation) => readonly Candidate[] | Promise<readonly Candidate[]>;
