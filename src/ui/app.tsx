import { RouterProvider, createRouter } from "@tanstack/react-router";
import { routeTree } from "./routeTree.gen.ts";
import { formatSearch, parseSearch } from "./search.ts";
import { NotFound } from "./shell/NotFound.tsx";
import { RouteFault } from "./shell/RouteFault.tsx";
import { seatSearch, type SeatSearch } from "./state/seat.ts";

const router = createRouter({
  routeTree,
  basepath: import.meta.env.BASE_URL,
  parseSearch,
  stringifySearch: formatSearch,
  defaultPreload: "intent",
  defaultPreloadDelay: 50,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: RouteFault,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

export const App = () => <RouterProvider router={router} />;

/** The seat of the address bar, before any route has been matched. */
export const searchOfAddress = (): SeatSearch => seatSearch(parseSearch(location.search));
