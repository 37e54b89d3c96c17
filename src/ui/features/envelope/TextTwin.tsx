import { lazy, Suspense, useState } from "react";
import type { Twin } from "./TwinLines.tsx";

const TwinLines = lazy(() => import("./TwinLines.tsx"));

/** The picture as a list, synchronous with it: for ears, for narrow places, and for whoever likes words better. */
export function TextTwin({ of }: { readonly of: Twin | null }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-3 text-sm" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="target w-fit py-0.5 text-soft hover:text-ink">As text</summary>
      {open && of !== null && (
        <Suspense fallback={null}>
          <TwinLines {...of} />
        </Suspense>
      )}
    </details>
  );
}
