import { Link, createFileRoute, useNavigate } from "@tanstack/react-router";
import { buttonLook } from "../design/Button.tsx";
import { AccessPlace } from "../features/access/AccessPlace.tsx";
import { accessSearch, type AccessSearch } from "../features/access/search.ts";
import { Documents } from "../features/policy/Documents.tsx";
import { usePageTitle } from "../shell/title.ts";

export const Route = createFileRoute("/access")({
  validateSearch: (search): AccessSearch => accessSearch(search),
  component: Access,
});

function Access() {
  usePageTitle("Access");
  const search = Route.useSearch();
  const navigate = useNavigate();
  const onSearch = (change: AccessSearch): void =>
    void navigate({ to: "/access", search: (before) => ({ ...before, ...change }), resetScroll: false });
  return (
    <AccessPlace
      search={search}
      onSearch={onSearch}
      renderDocuments={(key) => (
        <Documents keyArn={key.arn} chosen={search.doc ?? "key"} onChoose={(doc) => onSearch({ doc })} />
      )}
      noKey={
        <Link to="/keys" className={buttonLook("primary")}>
          Make a KMS key
        </Link>
      }
    />
  );
}
