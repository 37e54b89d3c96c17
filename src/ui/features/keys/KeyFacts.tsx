import type { KeyDetail } from "#glass/views.ts";
import { date } from "#words/format.ts";
import {
  kindWords,
  lastUsedWords,
  originWords,
  rotationWords,
  specWords,
  stateWords,
  usageWords,
} from "#words/keys.ts";
import { Facts } from "../../design/Facts.tsx";
import { useNow } from "../../state/session.ts";
import { KeyState } from "./KeyState.tsx";

export function KeyFacts({ detail }: { readonly detail: KeyDetail }) {
  const now = useNow();
  return (
    <Facts
      className="mt-3"
      facts={[
        { name: "State", value: <KeyState state={detail.state}>{stateWords(detail, now)}</KeyState> },
        { name: "Kind", value: kindWords(detail) },
        { name: "Key spec", value: <Both aws={detail.spec} words={specWords(detail.spec)} /> },
        { name: "Key usage", value: <Both aws={detail.usage} words={usageWords(detail.usage)} /> },
        { name: "Origin", value: <Both aws={detail.origin} words={originWords(detail.origin)} /> },
        { name: "Automatic rotation", value: rotationWords(detail) },
        { name: "Last used", value: lastUsedWords(detail, now) },
        { name: "Created", value: date(detail.created) },
      ]}
    />
  );
}

/** AWS's own word, and what it means. */
const Both = ({ aws, words }: { readonly aws: string; readonly words: string }) => (
  <>
    <code className="text-sm">{aws}</code>
    <span className="block text-xs text-soft">{words}</span>
  </>
);
