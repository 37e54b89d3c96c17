import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { filterWords, foundWords } from "#words/calls-found.ts";
import { count, keyNameOfId, principalName } from "#words/format.ts";
import { Button, buttonLook } from "../../design/Button.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { Page } from "../../design/Page.tsx";
import { announce, useAsk, useWorld } from "../../state/session.ts";
import { CallFilters } from "./CallFilters.tsx";
import { CallTable } from "./CallTable.tsx";
import { filterOf, type CallsSearch } from "./filters.ts";
import { useCalls } from "./use-calls.ts";
import { useKeyNames } from "./use-key-names.ts";

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
  // Whoever has just come hears the page's title; whoever has chosen hears what was found.
  const [chosen, setChosen] = useState(false);
  const choose = (next: CallsSearch): void => {
    setChosen(true);
    onSearch(next);
  };
  const operations = useMemo(() => (catalogue ?? []).map(({ name }) => name).toSorted(), [catalogue]);
  return (
    <Page
      title="Calls"
      lead="Every call that reached KMS in this world, newest first, and the calls to AWS STS that fetched a role’s credentials. Open one to see everything that happened in it."
    >
      <CallFilters search={search} world={world} operations={operations} onChange={choose} />
      <Found key={JSON.stringify(search)} search={search} say={chosen} onClear={() => choose({})} />
    </Page>
  );
}

function Found({
  search,
  say,
  onClear,
}: {
  readonly search: CallsSearch;
  readonly say: boolean;
  readonly onClear: () => void;
}) {
  const world = useWorld();
  // The filter depends on the principals only, not on each tick of the world.
  const { accounts } = world;
  const filter = useMemo(() => filterOf(search, { accounts } as typeof world), [search, accounts]);
  const { list, error, more } = useCalls(filter, `${world.id} ${JSON.stringify(search)}`);
  const nameOf = useKeyNames(list?.items ?? []) ?? keyNameOfId;
  const filtered = Object.keys(search).length > 0;
  const found =
    list === null ? null : { fit: list.items.length, total: list.total, whole: list.next === null, filtered };
  const seeking = error === null && found !== null && found.fit === 0 && !found.whole;
  // One look takes in a part of a long log.
  useEffect(() => {
    if (seeking) more();
  }, [seeking, more]);
  const tell = useEffectEvent(() => {
    if (say && found !== null) announce(`${foundWords(found)}.`);
  });
  const done = found !== null && !seeking;
  useEffect(() => {
    if (done) tell();
  }, [done]);
  if (error !== null) return <p className="mt-4 text-hot">The calls could not be read: {error.message}</p>;
  if (list === null || found === null) return null;
  if (seeking) return <p className="mt-4 text-soft">Looking through older calls …</p>;
  if (list.items.length > 0)
    return (
      <>
        <p className="numbers mt-3 text-xs text-soft">{foundWords(found)}</p>
        <CallTable items={list.items} search={search} nameOf={nameOf} onEnd={more} />
      </>
    );
  if (filtered)
    return (
      <EmptyState title="No call fits this." action={<Button onClick={onClear}>Show all calls</Button>}>
        {filter === null
          ? `This world has no ${callerName(search.caller ?? "")}.`
          : list.total === 0
            ? "Nothing has been called in this world yet."
            : `None of ${count(list.total, "call")} fits: ${filterWords(search, callerName)}.`}
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

/** `role App` of `111122223333:role/App`. */
const callerName = (caller: string): string => principalName(`arn:aws:iam::${caller}`);
