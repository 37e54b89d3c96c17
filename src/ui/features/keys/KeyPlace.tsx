import { useState, type ReactNode } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { useFocusKept } from "../../design/focus.ts";
import { usePageTitle } from "../../shell/title.ts";
import { useAsk, useSeat } from "../../state/session.ts";
import { KeyPage } from "./KeyPage.tsx";
import { NoSuchKey } from "./NoSuchKey.tsx";
import { accountOf, keyArn } from "./seat-words.ts";
import type { PolicyEditorSlot } from "./PolicyTab.tsx";
import type { KeyTab } from "./tabs.ts";

/** Uses of the key are counted with its calls. */
const TOPICS = ["keys", "policies", "materials", "aliases", "calls"];

/** The key of this id in the seat's account and Region, kept as the world changes. */
export function KeyPlace({
  keyId,
  tab,
  onTab,
  lastAct,
  renderPolicyEditor,
}: {
  readonly keyId: string;
  readonly tab: KeyTab;
  readonly onTab: (tab: KeyTab) => void;
  readonly lastAct: ReactNode;
  readonly renderPolicyEditor: PolicyEditorSlot;
}) {
  const { principalArn, region } = useSeat();
  const arn = keyArn(region, accountOf(principalArn), keyId);
  // In another Region the same id may be another key, or none.
  const { answer: value, error } = useAsk(({ pane }) => pane.key(arn), [arn], { on: TOPICS });
  useFocusKept();
  const [seen, setSeen] = useState<KeyDetail | null>(null);
  if (value != null && value !== seen) setSeen(value);
  // A key whose making was taken back is gone without ever having waited for its end.
  const destroyed = value === null && seen?.arn === arn && seen.state.endsWith("Deletion");
  // Before it is known, since whoever has just made a key is told so after the title.
  usePageTitle(value === null && !destroyed ? "No such key" : `Key ${shortId(keyId)}`);
  if (error !== null) throw error;
  if (value === undefined) return null;
  if (value === null) return <NoSuchKey keyId={keyId} seen={destroyed ? seen : null} />;
  return (
    <KeyPage
      key={value.arn}
      detail={value}
      tab={tab}
      onTab={onTab}
      lastAct={lastAct}
      renderPolicyEditor={renderPolicyEditor}
    />
  );
}
