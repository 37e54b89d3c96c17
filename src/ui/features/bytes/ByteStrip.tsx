import { lazy } from "react";
import type { Anatomy } from "#glass/trace.ts";
import { WhenNear } from "../../design/WhenNear.tsx";

const ByteGrid = lazy(() => import("./ByteGrid.tsx"));

export interface ByteStripProps {
  readonly anatomy: Anatomy;
  /** Told when a byte is picked. */
  readonly onPick?: (offset: number) => void;
  /** With it, a picked byte offers its eight bits to flip. Bit 0 is the least significant. */
  readonly onFlip?: (offset: number, bit: number) => void;
  /** The bit that stands altered, if one does. */
  readonly flipped?: { readonly offset: number; readonly bit: number } | null;
}

/** Bytes with the fields that their encoder named; each byte can be picked. It comes when it is scrolled near. */
export const ByteStrip = (props: ByteStripProps) => (
  <WhenNear className="min-h-24">
    <ByteGrid {...props} />
  </WhenNear>
);
