import type { ReactNode } from "react";
import { StateWord, type Tone } from "../../design/Words.tsx";

const TONES: Readonly<Record<string, Tone>> = { Enabled: "plain", Disabled: "plain", PendingDeletion: "bad" };

/** A key's state, always a word. */
export const KeyState = ({ state, children }: { readonly state: string; readonly children: ReactNode }) => (
  <StateWord tone={TONES[state] ?? "quiet"}>{children}</StateWord>
);
