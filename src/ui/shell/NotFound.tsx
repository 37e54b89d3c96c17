import { Link } from "@tanstack/react-router";
import { buttonLook } from "../design/Button.tsx";
import { EmptyState } from "../design/EmptyState.tsx";
import { Page } from "../design/Page.tsx";
import { usePageTitle } from "./title.ts";

export function NotFound() {
  usePageTitle("No such page");
  return (
    <Page title="No such page">
      <EmptyState
        title="Nothing lives at this address."
        action={
          <Link to="/" className={buttonLook("primary")}>
            Go to the envelope
          </Link>
        }
      >
        The link may be mistyped, or it may come from another version of Keyglass.
      </EmptyState>
    </Page>
  );
}
