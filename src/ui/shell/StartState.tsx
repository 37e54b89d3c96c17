import { useEffect, useState } from "react";
import { Button } from "../design/Button.tsx";
import { EmptyState } from "../design/EmptyState.tsx";
import { Page } from "../design/Page.tsx";
import { resetLostWorld, tryAgain } from "../state/connection.ts";
import { useSessionStore } from "../state/store.ts";

/** Before there is a world to show. Quiet for a moment, since most starts take less than one. */
export function StartState() {
  const { status, fault } = useSessionStore();
  const slow = useLater(400);
  if (status === "failed" && fault?.name === "WorldLost")
    return (
      <Page title="This world is gone">
        <EmptyState
          title="The browser lists the world, but what was stored of it is no longer there."
          action={
            <>
              <Button kind="danger" onClick={() => void resetLostWorld()}>
                Begin it anew
              </Button>
              <Button onClick={tryAgain}>Look again</Button>
            </>
          }
        >
          <p>{fault.message}</p>
          <p className="mt-2">
            Beginning anew puts the accounts and the key of a first visit in its place. Nothing old comes back.
          </p>
        </EmptyState>
      </Page>
    );
  if (status === "failed")
    return (
      <Page title="The engine did not start">
        <EmptyState
          title="Keyglass needs its engine, and this browser did not start it."
          action={
            <>
              <Button kind="primary" onClick={tryAgain}>
                Try again
              </Button>
              <Button onClick={() => location.reload()}>Reload the page</Button>
            </>
          }
        >
          <p>What it said: {fault?.message}</p>
          <p className="mt-2">
            Nothing you made was changed. Private windows and old browsers sometimes refuse workers or storage.
          </p>
        </EmptyState>
      </Page>
    );
  if (status === "elsewhere")
    return (
      <Page title="Open in another tab">
        <EmptyState title="Keyglass is already open in another tab of this browser.">
          This browser lets only one tab run the engine. Go to that tab, or close it: this one then goes on by itself.
        </EmptyState>
      </Page>
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
