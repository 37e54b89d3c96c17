import { createFileRoute } from "@tanstack/react-router";
import { Page } from "../design/Page.tsx";

export const Route = createFileRoute("/")({ component: () => <Page title="Envelope">{null}</Page> });
