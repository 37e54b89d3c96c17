import { Suspense, useEffect, type ReactNode } from "react";
import { useReady } from "../state/session.ts";
import { useSessionStore } from "../state/use-session-store.ts";
import { applyMotion } from "../state/preferences.ts";
import { LiveRegion } from "./LiveRegion.tsx";
import { StartState } from "./StartState.tsx";
import { StatusLines } from "./StatusLines.tsx";
import { TopBar } from "./TopBar.tsx";

/** The frame around every place. What stands inside may count on a session, a world and a seat, or says that it is `framed`. */
export function Shell({
  framed,
  children,
}: {
  /** The place draws its own frame while the engine starts. */
  readonly framed: boolean;
  readonly children: ReactNode;
}) {
  const status = useSessionStore((state) => state.status);
  const world = useSessionStore((state) => state.world?.id);
  const ready = useReady();
  useEffect(applyMotion, []);
  return (
    <div className="@container flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only rounded-md bg-key px-4 py-2 text-on-key focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("#main")?.focus();
        }}
      >
        Skip to the page
      </a>
      <TopBar ready={ready} />
      <StatusLines />
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        {ready || (framed && status === "starting") ? (
          <Suspense key={world} fallback={null}>
            {children}
          </Suspense>
        ) : (
          <StartState />
        )}
      </main>
      <LiveRegion />
    </div>
  );
}
