import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { isWorldTab } from "../features/world/tabs.ts";
import { WorldPlace } from "../features/world/WorldPlace.tsx";
import { usePageTitle } from "../shell/title.ts";

interface WorldSearch {
  readonly part?: string;
}

export const Route = createFileRoute("/world")({
  validateSearch: ({ part }): WorldSearch => (typeof part === "string" ? { part } : {}),
  component: World,
});

function World() {
  usePageTitle("World");
  const { part } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <WorldPlace
      tab={isWorldTab(part) ? part : "identities"}
      onTab={(next) =>
        void navigate({
          to: "/world",
          search: (before) => ({ ...before, part: next }),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}
