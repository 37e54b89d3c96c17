import type { KeyDetail } from "#glass/views.ts";
import { date } from "#words/format.ts";
import { ago, kindWords, originWords, rotationWords, specWords, stateWords, usageWords } from "#words/keys.ts";
import { FactRow } from "../../design/FactRow.tsx";
import { useNow } from "../../state/session.ts";
import { KeyState } from "./KeyState.tsx";

/** What the key is. `more`: whether a projector shows all of it, or only how the key stands. */
export function KeyFacts({
  detail,
  more,
  onMore,
}: {
  readonly detail: KeyDetail;
  readonly more: boolean;
  readonly onMore: (more: boolean) => void;
}) {
  const now = useNow();
  return (
    <FactRow
      className="mt-3 presenter:mt-2"
      first={2}
      more={more}
      onMore={onMore}
      facts={[
        { name: "State", value: <KeyState state={detail.state}>{stateWords(detail, now)}</KeyState> },
        { name: "Automatic rotation", value: rotationWords(detail) },
        { name: "Kind", value: kindWords(detail) },
        { name: "Key spec", value: <Both aws={detail.spec} words={specWords(detail.spec)} /> },
        { name: "Key usage", value: <Both aws={detail.usage} words={usageWords(detail.usage)} /> },
        { name: "Origin", value: <Both aws={detail.origin} words={originWords(detail.origin)} /> },
        { name: "Last used", value: <LastUsed detail={detail} now={now} /> },
        { name: "Created", value: date(detail.created) },
      ]}
    />
  );
}

/** As wide while the seconds are counted: the facts after it keep their row, and what stands below its place. */
const LastUsed = ({ detail: { lastUsed }, now }: { readonly detail: KeyDetail; readonly now: number }) =>
  lastUsed === null ? (
    "never"
  ) : (
    <>
      <code className="text-sm">{lastUsed.operation}</code>
      <span className="block min-w-28 text-xs text-soft">{ago(lastUsed.at, now)}</span>
    </>
  );

/** AWS's own word, and what it means. */
const Both = ({ aws, words }: { readonly aws: string; readonly words: string }) => (
  <>
    <code className="text-sm">{aws}</code>
    <span className="block text-xs text-soft">{words}</span>
  </>
);
