/** The picture of an envelope at a beat, as data: its drawing and its text are two views of this. */
import type { SecretPrint } from "#glass/trace.ts";
import { duration, type Refusal } from "./envelope.ts";

/** A sheet: with lines when readable, with a grid of bytes when not. */
export interface Sheet {
  readonly name: string;
  readonly bytes: number | null;
  readonly readable: boolean;
  /** It was here and is not any more. */
  readonly gone?: boolean;
  readonly note: string;
}

export interface ClearKey {
  readonly name: string;
  readonly print: SecretPrint;
  /** `handle`: its bytes are zeros, and a handle made from them still works. */
  readonly state: "exposed" | "handle" | "overwritten";
  /** Real time from its arrival to this beat, or to the overwriting of its bytes. */
  readonly exposedMs: number;
  /** Until its last handle was dropped as well; null before. */
  readonly droppedMs: number | null;
}

export interface WrappedKey {
  readonly name: string;
  /** The key whose lock is on the box. */
  readonly lock: string;
  readonly bytes: number | null;
  readonly altered: boolean;
  /** What is written on the tag tied to it. */
  readonly context: Readonly<Record<string, string>>;
}

export interface EnvelopeBox {
  readonly name: string;
  readonly bytes: number | null;
  readonly wrapped: WrappedKey;
  /** Further keys inside, each wrapped by the one before; drawn in the nested view. */
  readonly folded: number;
  readonly ciphertext: Sheet;
  readonly altered: boolean;
}

export interface Arrow {
  readonly text: string;
  readonly note: string;
  readonly ok: boolean;
}

export interface Picture {
  /** Memory of the application, slot by slot. */
  readonly file: Sheet | null;
  readonly clear: ClearKey | null;
  readonly wrapped: WrappedKey | null;
  readonly ciphertext: Sheet | null;
  /** Earlier keys of a nested envelope that are in memory too. */
  readonly earlier: { readonly exposed: number; readonly wrapped: number };
  /** The application's disk. */
  readonly envelope: EnvelopeBox | null;
  /** The file that was to be opened, where it is no envelope. */
  readonly plain: Sheet | null;
  readonly request: Arrow | null;
  readonly response: Arrow | null;
  /** Whether this beat crosses the wire. */
  readonly crossing: boolean;
  /** What the HSM did in the run’s one call, once it has answered. */
  readonly hsm: readonly string[];
  readonly refusal: Refusal | null;
}

/** How long its bytes were there. */
export const exposureWords = ({ state, exposedMs }: ClearKey): string =>
  state !== "exposed"
    ? `bytes overwritten after ${duration(exposedMs)}`
    : exposedMs < 1
      ? "exposed from now on"
      : `exposed for ${duration(exposedMs)}`;

/** What is left of it once the bytes are gone; null while they are there. */
export const handleWords = ({ state, droppedMs }: ClearKey): string | null =>
  state === "exposed"
    ? null
    : droppedMs === null
      ? "unreadable handle at work"
      : `handle dropped after ${duration(droppedMs)}`;
