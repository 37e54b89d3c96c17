import { lazy, Suspense } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { ringLead, ringTitle } from "#words/keys.ts";
import { Panel } from "../../design/Page.tsx";
import { Button } from "../../design/Button.tsx";
import { useNow } from "../../state/session.ts";
import { DeletionCare } from "./DeletionCare.tsx";
import { MaterialLanes } from "./MaterialLanes.tsx";
import { MaterialTable } from "./MaterialTable.tsx";
import { PolicyInWords } from "./PolicyInWords.tsx";
import { RotationSetting } from "./RotationSetting.tsx";
import { timeLine } from "./timeline.ts";

const ImportedMaterial = lazy(() => import("./ImportedMaterial.tsx"));

/** The materials on a time axis and as a table, automatic rotation, and beside them who may and what deletion means. */
export function MaterialTab({ detail, onPolicy }: { readonly detail: KeyDetail; readonly onPolicy: () => void }) {
  const now = useNow();
  const { materialRing, rotation } = detail;
  return (
    <div className="grid gap-8 @5xl:grid-cols-[minmax(0,1fr)_24rem]">
      <section className="min-w-0">
        <h2>{ringTitle(materialRing.length)}</h2>
        <p className="max-w-[44rem] text-pretty">{ringLead(detail)}</p>
        {materialRing.length > 0 && (
          <>
            <MaterialLanes line={timeLine(materialRing, now, rotation.enabled ? rotation.next : null)} />
            <MaterialTable detail={detail} />
          </>
        )}
        {detail.rotatable && detail.origin === "AWS_KMS" && (
          <RotationSetting key={`${rotation.enabled} ${rotation.periodInDays}`} detail={detail} />
        )}
        {detail.origin === "EXTERNAL" && (
          <Suspense>
            <ImportedMaterial detail={detail} />
          </Suspense>
        )}
      </section>
      <div className="min-w-0">
        <Panel label="Who may do what">
          <h2 className="mb-2">Who may do what, in words</h2>
          <PolicyInWords detail={detail} />
          <Button size="small" kind="quiet" className="mt-2 -ml-2.5 underline underline-offset-4" onClick={onPolicy}>
            Read and edit the policy
          </Button>
        </Panel>
        <DeletionCare detail={detail} />
      </div>
    </div>
  );
}
