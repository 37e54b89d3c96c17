/** Cells of the access matrix that the reader wants to stay as they are, by world. This browser's own, as its theme is. */
import { create } from "zustand";
import type { Pin } from "#words/access.ts";
import { keep, readKept } from "./kept.ts";

const NAME = "keyglass.pins";

const usePinStore = create<{ readonly pins: Readonly<Record<string, readonly Pin[]>> }>(() => ({
  pins: readKept<readonly Pin[]>(NAME),
}));
const NONE: readonly Pin[] = [];

export const usePins = (world: string): readonly Pin[] => usePinStore(({ pins }) => pins[world] ?? NONE);

/** Pins this cell as `must` says, or takes its pin away. */
export function setPin(world: string, cell: Omit<Pin, "must">, must: Pin["must"] | null): void {
  const { pins } = usePinStore.getState();
  const others = (pins[world] ?? NONE).filter(
    ({ keyArn, principal, action }) => keyArn !== cell.keyArn || principal !== cell.principal || action !== cell.action,
  );
  const next = { ...pins, [world]: must === null ? others : [...others, { ...cell, must }] };
  usePinStore.setState({ pins: next });
  keep(NAME, next);
}
