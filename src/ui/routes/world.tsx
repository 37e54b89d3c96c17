import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { isWorldTab, type WorldTab } from "../features/world/tabs.ts";
import { WorldPlace } from "../features/world/WorldPlace.tsx";
import { usePageTitle } from "../shell/title.ts";

interface WorldSearch {
  readonly part?: WorldTab;
}

export const Route = createFileRoute("/world")({
  validateSearch: ({ part }): WorldSearch => (isWorldTab(part) ? { part } : {}),
  component: World,
});

function World() {
  usePageTitle("World");
  const { part } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <WorldPlace
      tab={part ?? "identities"}
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
