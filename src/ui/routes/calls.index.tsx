import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { CallsPlace } from "../features/calls/CallsPlace.tsx";
import { callsSearch, type CallsSearch } from "../features/calls/filters.ts";
import { usePageTitle } from "../shell/title.ts";
import { seatSearch } from "../state/seat.ts";

export const Route = createFileRoute("/calls/")({
  validateSearch: (search): CallsSearch => callsSearch(search),
  component: Calls,
});

function Calls() {
  usePageTitle("Calls");
  const search = callsSearch(Route.useSearch());
  const navigate = useNavigate();
  return (
    <CallsPlace
      search={search}
      onSearch={(next) =>
        void navigate({ to: "/calls", search: (before) => ({ ...seatSearch(before), ...next }), replace: true })
      }
    />
  );
}
