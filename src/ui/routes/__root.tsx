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

/** The list in which the page's key or call stands; null: it shows neither. */
const listOf = (): "/keys" | "/calls" | null =>
  (/(\/keys|\/calls)\/./.exec(location.pathname)?.[1] as "/keys" | "/calls" | undefined) ?? null;

function Root() {
  const search = seatSearch({ ...Route.useSearch() });
  const { world } = search;
  const wanted = JSON.stringify(search);
  const navigate = useNavigate();
  useEffect(() => takeSeat(JSON.parse(wanted) as SeatSearch), [wanted]);
  useEffect(() => {
    bindSearch((change) => {
      const search = (search: SeatSearch): SeatSearch => ({ ...search, ...change });
      // A key, a call and a run belong to their world.
      void navigate(
        "world" in change ? { to: listOf() ?? ".", search: (all) => search(seatSearch(all)) } : { to: ".", search },
      );
    });
  }, [navigate]);
  const missing = useSessionStore((state) => state.missingWorld);
  useEffect(() => {
    if (missing !== null && missing === world) leaveWorld();
  }, [missing, world]);
  usePaneEvents(({ event }) => {
    if (event === "deleted") leaveWorld();
    if (event === "reset") void navigate({ to: listOf() ?? ".", search: seatSearch });
  });
  const framed = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.framed === true) });
  return (
    <Shell framed={framed}>
      <Outlet />
    </Shell>
  );
}
