import { lazy, Suspense, useId, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { deletionWill } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";

const DeleteDialog = lazy(() => import("./DeleteDialog.tsx"));

/** The one act that cannot be taken back in the end, beside what it costs. */
export function DeletionCare({ detail }: { readonly detail: KeyDetail }) {
  const heading = useId();
  const [asking, setAsking] = useState(false);
  const gone = detail.state === "PendingDeletion" || detail.state === "PendingReplicaDeletion";
  // A dialog that another tab's act has taken away does not come back by itself.
  if (gone && asking) setAsking(false);
  if (gone) return null;
  return (
    <section aria-labelledby={heading} className="mt-4 rounded-lg border border-line px-4 py-3 text-sm">
      <h2 id={heading}>Delete this key</h2>
      <p className="mt-1 text-pretty">{deletionWill(detail, null)}</p>
      <Button kind="danger" size="small" className="mt-2.5" onClick={() => setAsking(true)}>
        Schedule deletion…
      </Button>
      {asking && (
        <Suspense>
          <DeleteDialog detail={detail} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </section>
  );
}
