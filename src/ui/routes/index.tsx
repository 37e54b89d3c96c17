import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { EnvelopePlace, type EnvelopeSearch } from "../features/envelope/EnvelopePlace.tsx";
import { usePageTitle } from "../shell/title.ts";

export const Route = createFileRoute("/")({
  validateSearch: ({ run, beat, of }: Record<string, unknown>): EnvelopeSearch => ({
    ...(typeof run === "string" && run !== "" && { run }),
    ...(Number(beat) >= 1 && { beat: Math.floor(Number(beat)) }),
    ...(typeof of === "string" && of !== "" && { of }),
  }),
  component: Envelope,
});

function Envelope() {
  usePageTitle("Envelope");
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <EnvelopePlace
      search={search}
      onSearch={(change, near) =>
        void navigate({
          search: (before) => ({ ...before, ...change }),
          replace: !("run" in change),
          resetScroll: false,
          viewTransition: near,
        })
      }
      slots={{ xray: () => null, bytes: () => null, sameCall: () => null, noKey: null }}
    />
  );
}
