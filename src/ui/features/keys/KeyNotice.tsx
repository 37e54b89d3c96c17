import { lazy, Suspense } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { cancelWill, pendingWords, stateWords } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { useNow } from "../../state/session.ts";
import type { Act } from "../../state/use-act.ts";

const KeyRegions = lazy(() => import("./KeyRegions.tsx"));
const WaitsForMaterial = lazy(() => import("./WaitsForMaterial.tsx"));

/** What stands out about a key, and what to do next: that it waits for its end or for its material, or lives in several Regions. */
export function KeyNotice({ detail, act }: { readonly detail: KeyDetail; readonly act: Act }) {
  return (
    <>
      {detail.state === "PendingDeletion" && <WaitsForDeletion detail={detail} act={act} />}
      <Suspense>
        {detail.state === "PendingImport" && <WaitsForMaterial detail={detail} />}
        {detail.related.length > 0 && <KeyRegions detail={detail} />}
      </Suspense>
    </>
  );
}

/** How long a key waits for its end, what is lost then, and the way back. */
function WaitsForDeletion({ detail, act }: { readonly detail: KeyDetail; readonly act: Act }) {
  const now = useNow();
  return (
    <section
      aria-label="Pending deletion"
      className="border-stroke mt-4 max-w-[52rem] rounded-lg border-hot bg-hot-fill px-4 py-3"
    >
      <h2 className="numbers text-hot">{stateWords(detail, now)}</h2>
      <p className="mt-0.5 text-pretty">{pendingWords(detail)}</p>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button busy={act.busy} onClick={() => void act.run("CancelKeyDeletion", { KeyId: detail.keyId })}>
          Cancel deletion
        </Button>
        <span className="text-sm text-soft">{cancelWill}</span>
      </div>
    </section>
  );
}
