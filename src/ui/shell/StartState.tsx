import { Suspense, lazy, useEffect, useState } from "react";
import { useSessionStore } from "../state/use-session-store.ts";

const StartTrouble = lazy(() => import("./StartTrouble.tsx"));

/** Before there is a world to show. Quiet for a moment, since most starts take less than one. */
export function StartState() {
  const { status, fault } = useSessionStore((state) => state);
  const slow = useLater(400);
  if (status === "failed" || status === "elsewhere")
    return (
      <Suspense fallback={null}>
        <StartTrouble status={status} fault={fault} />
      </Suspense>
    );
  return (
    <output className="block px-4 pt-6 text-soft @3xl:px-6">
      {slow ? (status === "opening" ? "Opening the world…" : "Starting the engine…") : ""}
    </output>
  );
}

function useLater(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}
