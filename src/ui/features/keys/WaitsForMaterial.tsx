import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { waitingWords } from "#words/key-care.ts";
import { Button } from "../../design/Button.tsx";
import { useMaterials } from "./use-materials.ts";

const ImportDialog = lazy(() => import("./ImportDialog.tsx"));

/** A key of origin EXTERNAL without its material: why nothing works, and the next step. */
export default function WaitsForMaterial({ detail }: { readonly detail: KeyDetail }) {
  const [asking, setAsking] = useState(false);
  const materials = useMaterials(detail.arn);
  return (
    <section
      aria-label="Pending import"
      className="border-stroke mt-4 max-w-[52rem] rounded-lg border-key bg-wash px-4 py-3"
    >
      <h2>This key waits for its material</h2>
      <p className="mt-0.5 text-pretty">
        {waitingWords(
          detail,
          materials?.mine.map(({ name }) => name),
        )}
      </p>
      <Button kind="primary" className="mt-3" onClick={() => setAsking(true)}>
        {detail.materialRing.length === 0 ? "Import key material" : "Import the same material again"}
      </Button>
      {asking && (
        <Suspense>
          <ImportDialog detail={detail} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </section>
  );
}
