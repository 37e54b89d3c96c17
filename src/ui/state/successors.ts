/**
 * Which key is to take over from which in a rotation by hand, by world. KMS knows of no such thing before an alias has moved, so it is
 * this browser's own, as pins are.
 */
import { create } from "zustand";
import { keep, readKept } from "./kept.ts";

const NAME = "keyglass.successors";

/** By ARN of the old key. */
type Successors = Readonly<Record<string, string>>;

const useSuccessorStore = create<{ readonly successors: Readonly<Record<string, Successors>> }>(() => ({
  successors: readKept<Successors>(NAME),
}));

/** ARN of the key that was made or chosen to take over, or null. It may be gone since. */
export const useSuccessor = (world: string, old: string): string | null =>
  useSuccessorStore(({ successors }) => successors[world]?.[old] ?? null);

export function setSuccessor(world: string, old: string, to: string): void {
  const { successors } = useSuccessorStore.getState();
  const next = { ...successors, [world]: { ...successors[world], [old]: to } };
  useSuccessorStore.setState({ successors: next });
  keep(NAME, next);
}
