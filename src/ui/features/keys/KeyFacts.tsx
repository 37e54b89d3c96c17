import type { KeyDetail } from "#glass/views.ts";
import { date } from "#words/format.ts";
import { kindWords, lastUsedWords, materialWords, rotationWords, stateWords } from "#words/keys.ts";
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
        { name: "Material", value: materialWords(detail) },
        { name: "Rotation", value: rotationWords(detail) },
        { name: "Last used", value: lastUsedWords(detail, now) },
        { name: "Created", value: date(detail.created) },
      ]}
    />
  );
}
