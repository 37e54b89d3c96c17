import type { ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "../design/Button.tsx";
import { EmptyState } from "../design/EmptyState.tsx";
import { Page } from "../design/Page.tsx";
import { usePageTitle } from "./title.ts";

/** A fault of ours on one page; the rest of the app goes on. */
export function RouteFault({ error, reset }: ErrorComponentProps) {
  usePageTitle("This page failed");
  return (
    <Page title="This page failed">
      <EmptyState
        title="Keyglass made a mistake here, not you."
        action={
          <>
            <Button kind="primary" onClick={reset}>
              Try again
            </Button>
            <Button onClick={() => location.reload()}>Reload the page</Button>
          </>
        }
      >
        Your world is kept by the engine and is not touched. What went wrong:{" "}
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </EmptyState>
    </Page>
  );
}
