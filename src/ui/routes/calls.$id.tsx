import { createFileRoute } from "@tanstack/react-router";
import { Page } from "../design/Page.tsx";
import { usePageTitle } from "../shell/title.ts";

export const Route = createFileRoute("/calls/$id")({ component: Call });

function Call() {
  usePageTitle("Call");
  return <Page title="Call">{null}</Page>;
}
