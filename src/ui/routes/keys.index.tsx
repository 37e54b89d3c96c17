import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { KeysPlace, type KeysFilter } from "../features/keys/KeysPlace.tsx";
import { usePageTitle } from "../shell/title.ts";
import { announce } from "../state/session.ts";

export const Route = createFileRoute("/keys/")({
  validateSearch: ({ search, state }): KeysFilter => ({
    ...(typeof search === "string" && search !== "" && { search }),
    ...(typeof state === "string" && state !== "" && { state }),
  }),
  component: Keys,
});

function Keys() {
  usePageTitle("Keys");
  const { search, state } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <KeysPlace
      filter={{ search, state }}
      onFilter={(filter) =>
        void navigate({ to: ".", search: (before) => ({ ...before, ...filter }), replace: true, resetScroll: false })
      }
      onCreated={(keyId, said) => void navigate({ to: "/keys/$keyId", params: { keyId } }).then(() => announce(said))}
    />
  );
}
