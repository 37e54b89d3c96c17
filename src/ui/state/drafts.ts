/** Texts of policies that are not saved yet, by document: they stay while the reader looks elsewhere, until the page is left. */
import { create } from "zustand";

const useDraftStore = create<{ readonly drafts: Readonly<Record<string, string>> }>(() => ({ drafts: {} }));

export const useDraft = (document: string): string | null => useDraftStore(({ drafts }) => drafts[document] ?? null);

/** `text` is saved: nothing is unsaved any more, unless it was written on meanwhile. */
export function endDraft(document: string, text: string): void {
  if (useDraftStore.getState().drafts[document] === text) setDraft(document, null);
}

/** Null: there is nothing unsaved any more. */
export function setDraft(document: string, text: string | null): void {
  const { [document]: _, ...others } = useDraftStore.getState().drafts;
  useDraftStore.setState({ drafts: text === null ? others : { ...others, [document]: text } });
}
