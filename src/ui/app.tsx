import { RouterProvider, createRouter } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { routeTree } from "./routeTree.gen.ts";
import { formatSearch, parseSearch } from "./search.ts";
import { NotFound } from "./shell/NotFound.tsx";
import { RouteFault } from "./shell/RouteFault.tsx";

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

export function mount(place: HTMLElement): void {
  createRoot(place).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
}
