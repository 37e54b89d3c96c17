import { RouterProvider, createRouter, lazyRouteComponent, type RouterHistory } from "@tanstack/react-router";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { routeTree } from "./routeTree.gen.ts";
import { formatSearch, parseSearch } from "./search.ts";
import { RouteFault } from "./shell/RouteFault.tsx";

const makeRouter = (history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...(history !== undefined && { history }),
    basepath: import.meta.env.BASE_URL,
    parseSearch,
    stringifySearch: formatSearch,
    defaultPreload: "intent",
    defaultPreloadDelay: 50,
    // Elsewhere than in a browser this would be an inline script, which the policy forbids.
    scrollRestoration: history === undefined,
    defaultNotFoundComponent: lazyRouteComponent(() => import("./shell/NotFound.tsx"), "NotFound"),
    defaultErrorComponent: RouteFault,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface StaticDataRouteOption {
    /** The place draws its own frame while the engine starts. */
    readonly framed?: boolean;
  }
}

/** What the page shows already stays until there is something to put in its place. */
export async function mount(place: HTMLElement): Promise<void> {
  const app = await appAt();
  createRoot(place).render(app);
}

/** The app at the page's address, or at another's; all that its place needs has come. */
export async function appAt(history?: RouterHistory): Promise<ReactNode> {
  const router = makeRouter(history);
  await router.load();
  return (
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>
  );
}
