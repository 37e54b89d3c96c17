import { createFileRoute } from "@tanstack/react-router";
import { Page } from "../design/Page.tsx";

export const Route = createFileRoute("/keys/")({ component: () => <Page title="Keys">{null}</Page> });
