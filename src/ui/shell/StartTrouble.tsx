import { Button } from "../design/Button.tsx";
import { EmptyState } from "../design/EmptyState.tsx";
import { Page } from "../design/Page.tsx";
import { resetLostWorld, tryAgain } from "../state/start-anew.ts";
import type { SessionState } from "../state/store.ts";

/** Why there is no world to show, and what can be done about it. */
export default function StartTrouble({
  status,
  fault,
}: {
  readonly status: "failed" | "elsewhere";
  readonly fault: SessionState["fault"];
}) {
  if (fault?.name === "WorldLost")
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
  const worker = fault?.name === "ApplicationLost" ? "application" : "engine";
  if (status === "failed")
    return (
      <Page title={`The ${worker} did not start`}>
        <EmptyState
          title={`Keyglass needs its ${worker}, and this browser did not start it.`}
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
            {/SecurityError|insecure/.test(`${fault?.name} ${fault?.message}`)
              ? "This browser keeps Keyglass from storing anything. Allow cookies and site data for this address, and try again."
              : "Nothing you made was changed. Private windows and old browsers sometimes refuse workers or storage."}
          </p>
        </EmptyState>
      </Page>
    );
  return (
    <Page title="Open in another tab">
      <EmptyState title="Keyglass is already open in another tab of this browser.">
        This browser lets only one tab run the engine. Go to that tab, or close it: this one then goes on by itself.
      </EmptyState>
    </Page>
  );
}
