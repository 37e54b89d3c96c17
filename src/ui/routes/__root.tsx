import { Outlet, createRootRoute, retainSearchParams, useMatches, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Shell } from "../shell/Shell.tsx";
import { takeSeat } from "../state/seating.ts";
import { SEAT_KEYS, seatSearch, type SeatSearch } from "../state/seat.ts";
import { useSessionStore } from "../state/use-session-store.ts";
import { bindSearch, leaveWorld, usePaneEvents } from "../state/session.ts";

export const Route = createRootRoute({
  validateSearch: (search): SeatSearch => seatSearch(search),
  search: { middlewares: [retainSearchParams<SeatSearch>([...SEAT_KEYS])] },
  component: Root,
});

function Root() {
  const search = seatSearch({ ...Route.useSearch() });
  const { world } = search;
  const wanted = JSON.stringify(search);
  const navigate = useNavigate();
  useEffect(() => takeSeat(JSON.parse(wanted) as SeatSearch), [wanted]);
  useEffect(() => {
    bindSearch((change) => void navigate({ to: ".", search: (search: SeatSearch) => ({ ...search, ...change }) }));
  }, [navigate]);
  const missing = useSessionStore((state) => state.missingWorld);
  useEffect(() => {
    if (missing !== null && missing === world) leaveWorld();
  }, [missing, world]);
  usePaneEvents(({ event }) => {
    if (event === "deleted") leaveWorld();
  });
  const framed = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.framed === true) });
  return (
    <Shell framed={framed}>
      <Outlet />
    </Shell>
  );
}
