import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { count } from "#words/format.ts";
import { Button, buttonLook } from "../../design/Button.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { Page } from "../../design/Page.tsx";
import { useAsk, useWorld } from "../../state/session.ts";
import { CallFilters } from "./CallFilters.tsx";
import { CallTable } from "./CallTable.tsx";
import { filterOf, type CallsSearch } from "./filters.ts";
import { useCalls } from "./use-calls.ts";

/** Every call that reached KMS in this world, and to STS those by which its callers got their credentials. */
export function CallsPlace({
  search,
  onSearch,
}: {
  readonly search: CallsSearch;
  readonly onSearch: (search: CallsSearch) => void;
}) {
  const world = useWorld();
  const { value: catalogue } = useAsk(({ pane }) => pane.catalogue(), []);
  const operations = useMemo(() => (catalogue ?? []).map(({ name }) => name).toSorted(), [catalogue]);
  return (
    <Page
      title="Calls"
      lead="Every call that reached KMS in this world, newest first, and the calls to AWS STS that fetched a role’s credentials. Open one to see everything that happened in it."
    >
      <CallFilters search={search} world={world} operations={operations} onChange={onSearch} />
      <Found key={JSON.stringify(search)} search={search} onClear={() => onSearch({})} />
    </Page>
  );
}

function Found({ search, onClear }: { readonly search: CallsSearch; readonly onClear: () => void }) {
  const world = useWorld();
  // The filter depends on the principals only, not on each tick of the world.
  const { accounts } = world;
  const filter = useMemo(() => filterOf(search, { accounts } as typeof world), [search, accounts]);
  const { list, error, more } = useCalls(filter);
  if (error !== null) return <p className="mt-4 text-hot">The calls could not be read: {error.message}</p>;
  if (list === null) return null;
  if (list.items.length > 0)
    return (
      <>
        <p className="numbers mt-3 text-xs text-soft">{count(list.total, "call")} in this world’s log</p>
        <CallTable items={list.items} onEnd={more} />
      </>
    );
  if (Object.keys(search).length > 0)
    return (
      <EmptyState title="No call fits this." action={<Button onClick={onClear}>Show all calls</Button>}>
        {list.total === 0
          ? "Nothing has been called in this world yet."
          : `None of ${count(list.total, "call")} has this operation, caller and result.`}
      </EmptyState>
    );
  return (
    <EmptyState
      title="Nothing has been called yet."
      action={
        <Link to="/" className={buttonLook("primary")}>
          Seal an envelope
        </Link>
      }
    >
      Seal an envelope, and the call that asks KMS for a data key stands here a moment later, with every decision it met
      on its way.
    </EmptyState>
  );
}
