import { Suspense, lazy, useEffect } from "react";
import { useSessionStore } from "../state/use-session-store.ts";

const load = () => import("./UnusualLines.tsx");
const UnusualLines = lazy(load);
/** Fetched in good time, so that the lines are at hand when the server is not. */
const AHEAD = 5_000;

/** What stands between the top bar and the page when something is not as usual. */
export function StatusLines() {
  const unusual = useSessionStore(
    ({ status, restarts, missingWorld, world }) =>
      status === "restarting" ||
      restarts > 0 ||
      missingWorld !== null ||
      (world !== null && world.storage !== "durable"),
  );
  useEffect(() => {
    const timer = setTimeout(() => void load(), AHEAD);
    return () => clearTimeout(timer);
  }, []);
  return unusual ? (
    <Suspense fallback={null}>
      <UnusualLines />
    </Suspense>
  ) : null;
}
