import { createFileRoute } from "@tanstack/react-router";
import { Page } from "../design/Page.tsx";
import { usePageTitle } from "../shell/title.ts";

export const Route = createFileRoute("/calls/")({ component: Calls });

function Calls() {
  usePageTitle("Calls");
  return <Page title="Calls">{null}</Page>;
}
