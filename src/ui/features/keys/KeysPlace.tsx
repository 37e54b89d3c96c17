import { lazy, Suspense, useDeferredValue, useState } from "react";
import { count } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { NativeSelect, TextInput } from "../../design/Field.tsx";
import { Page } from "../../design/Page.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { whoWords } from "../../state/who-words.ts";
import { KeyTable } from "./KeyTable.tsx";
import { accountOf, accountWords } from "./seat-words.ts";
import { useKeyPages } from "./use-key-pages.ts";

const CreateKeyDialog = lazy(() => import("./CreateKeyDialog.tsx"));

export interface KeysFilter {
  readonly search?: string | undefined;
  readonly state?: string | undefined;
}

/** Every state that KMS knows, in the order in which most keys meet them. */
const STATES = [
  "Creating",
  "PendingImport",
  "Enabled",
  "Disabled",
  "Updating",
  "Unavailable",
  "PendingReplicaDeletion",
  "PendingDeletion",
] as const;

/** Every KMS key of the seat's account and Region. */
export function KeysPlace({
  filter,
  onFilter,
  onCreated,
}: {
  readonly filter: KeysFilter;
  readonly onFilter: (filter: KeysFilter) => void;
  readonly onCreated: (keyId: string, said: string) => void;
}) {
  const world = useWorld();
  const { principalArn, region } = useSeat();
  const account = accountOf(principalArn);
  const search = useDeferredValue(filter.search);
  const listed = useKeyPages({
    account,
    region,
    ...(search !== undefined && { search }),
    ...(filter.state !== undefined && { state: filter.state }),
  });
  const where = `${accountWords(world, account)}, ${region}`;
  /** Where a key is being made: begun in one Region, it is not made in another. */
  const [creating, setCreating] = useState<string | null>(null);
  if (creating !== null && creating !== where) setCreating(null);
  // The keys of another account or Region are none of these.
  const here = listed?.by.account === account && listed.by.region === region ? listed : null;
  const pages = here?.pages ?? null;
  const total = pages?.total ?? null;
  // What was found is told of what was asked for, not of what is being typed.
  const { search: sought, state } = here?.by ?? {};
  const filtered = sought !== undefined || state !== undefined;
  const empty = total === 0 && !filtered;
  const create = (
    <Button kind="primary" onClick={() => setCreating(where)}>
      Create key
    </Button>
  );
  return (
    <Page
      title="Keys"
      lead={total === null ? where : `${count(total, "KMS key")}${filtered ? " found" : ""} in ${where}.`}
      {...(!empty && { acts: create })}
    >
      {!empty && (
        <search className="mt-4 flex flex-wrap gap-3">
          <TextInput
            aria-label="Search keys"
            placeholder="Part of an alias, id or description"
            className="max-w-96 flex-1 basis-60"
            value={filter.search ?? ""}
            onChange={({ target }) => onFilter({ ...filter, search: target.value === "" ? undefined : target.value })}
          />
          <NativeSelect
            aria-label="State"
            className="max-w-52 flex-1 basis-40"
            value={filter.state ?? ""}
            onChange={({ target }) => onFilter({ ...filter, state: target.value === "" ? undefined : target.value })}
          >
            <option value="">Any state</option>
            {STATES.map((state) => (
              <option key={state}>{state}</option>
            ))}
          </NativeSelect>
        </search>
      )}
      {pages?.error != null && <p className="mt-4 text-hot">The list did not come: {pages.error.message}</p>}
      {pages !== null && total !== null && total > 0 && (
        <KeyTable pages={pages} total={total} caption={`KMS keys of ${where}`} />
      )}
      {total === 0 && filtered && (
        <EmptyState
          title="No key fits."
          action={<Button onClick={() => onFilter({ search: undefined, state: undefined })}>Show every key</Button>}
        >
          Nothing in {where} has this in its alias, id or description
          {state === undefined ? "" : ` and is ${state}`}.
        </EmptyState>
      )}
      {empty && (
        <EmptyState title="No KMS key here yet." action={create}>
          <p>
            A KMS key is an id, a policy, a state, and material that never leaves KMS. You call it; you never hold it.
            Create one, then encrypt a short text with it.
          </p>
          <p className="mt-2">
            Keys belong to one account and one Region. You are {whoWords(world, principalArn)} in {where}; “Who” and
            “Region” above lead to others.
          </p>
        </EmptyState>
      )}
      {creating === where && (
        <Suspense>
          <CreateKeyDialog onClose={() => setCreating(null)} onCreated={onCreated} />
        </Suspense>
      )}
    </Page>
  );
}
