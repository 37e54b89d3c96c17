import { lazy, Suspense, useState, type ReactNode } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { keyName, keyTitle } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { Page } from "../../design/Page.tsx";
import { ShortId } from "../../design/ShortId.tsx";
import { Tabs, type Tab } from "../../design/Tabs.tsx";
import { AliasesTab } from "./AliasesTab.tsx";
import { CallsTab } from "./CallsTab.tsx";
import { KeyActs } from "./KeyActs.tsx";
import { KeyFacts } from "./KeyFacts.tsx";
import { KeyNotice } from "./KeyNotice.tsx";
import { MaterialTab } from "./MaterialTab.tsx";
import { PolicyTab, type PolicyEditorSlot } from "./PolicyTab.tsx";
import { Refusal } from "./Refusal.tsx";
import type { KeyTab } from "./tabs.ts";
import { useAct } from "../../state/use-act.ts";
import { UseTab } from "./UseTab.tsx";

const GrantsTab = lazy(() => import("./GrantsTab.tsx"));
const DescriptionDialog = lazy(() => import("./DescriptionDialog.tsx"));

const TABS: readonly Tab<KeyTab>[] = [
  { value: "material", label: "Material" },
  { value: "policy", label: "Policy" },
  { value: "grants", label: "Grants" },
  { value: "aliases", label: "Aliases and tags" },
  { value: "use", label: "Use it" },
  { value: "calls", label: "Calls" },
];

interface Slots {
  readonly onTab: (tab: KeyTab) => void;
  readonly renderPolicyEditor: PolicyEditorSlot;
}

const PANELS: Readonly<Record<KeyTab, (detail: KeyDetail, slots: Slots) => ReactNode>> = {
  material: (detail, { onTab }) => <MaterialTab detail={detail} onPolicy={() => onTab("policy")} />,
  policy: (detail, { renderPolicyEditor }) => <PolicyTab detail={detail} editor={renderPolicyEditor} />,
  grants: (detail) => (
    <Suspense fallback={<div className="min-h-40" />}>
      <GrantsTab detail={detail} />
    </Suspense>
  ),
  aliases: (detail) => <AliasesTab detail={detail} />,
  use: (detail) => <UseTab detail={detail} />,
  calls: (detail) => <CallsTab detail={detail} />,
};

/** One KMS key: what it is, every act on it, and its tabs. `lastAct`: the strip with the last call in other languages. */
export function KeyPage({
  detail,
  tab,
  onTab,
  lastAct,
  renderPolicyEditor,
}: {
  readonly detail: KeyDetail;
  readonly tab: KeyTab;
  readonly onTab: (tab: KeyTab) => void;
  readonly lastAct: ReactNode;
  readonly renderPolicyEditor: PolicyEditorSlot;
}) {
  const act = useAct(keyName(detail));
  /** On a projector: the facts that usually give their room to the tab. */
  const [more, setMore] = useState(false);
  return (
    <>
      <Page
        className="flex-1"
        title={keyTitle(detail)}
        lead={
          <div className={cx("text-base text-soft", !more && "presenter:hidden")}>
            <ShortId id={detail.arn} what="key's ARN" />
            <Description detail={detail} />
          </div>
        }
        acts={<KeyActs detail={detail} onMoved={() => onTab("aliases")} />}
      >
        <KeyFacts detail={detail} more={more} onMore={setMore} />
        <KeyNotice detail={detail} act={act} />
        {(act.refused !== null || act.fault !== null) && (
          <div className="mt-4 max-w-[46rem]">
            <Refusal act={act} />
          </div>
        )}
        <div className="mt-5 presenter:mt-3">
          <Tabs tabs={TABS} value={tab} onChange={onTab} label={`Views of ${keyName(detail)}`}>
            {PANELS[tab](detail, { onTab, renderPolicyEditor })}
          </Tabs>
        </div>
      </Page>
      {lastAct}
    </>
  );
}

function Description({ detail }: { readonly detail: KeyDetail }) {
  const [editing, setEditing] = useState(false);
  const { description, state } = detail;
  return (
    <div className="flex flex-wrap items-center gap-x-5">
      {description !== "" && <p className="min-w-0 [overflow-wrap:anywhere]">{description}</p>}
      {state !== "PendingDeletion" && (
        <Button size="small" kind="quiet" className="-ml-2.5" onClick={() => setEditing(true)}>
          {description === "" ? "Add a description" : "Change description"}
        </Button>
      )}
      {editing && (
        <Suspense>
          <DescriptionDialog detail={detail} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </div>
  );
}
