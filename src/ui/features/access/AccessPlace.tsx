import type { ReactNode } from "react";
import type { KeyView } from "#glass/views.ts";
import { keyName } from "#words/keys.ts";
import { EmptyState } from "../../design/EmptyState.tsx";
import { Page } from "../../design/Page.tsx";
import { Tabs } from "../../design/Tabs.tsx";
import { useAsk, useSeat, useWorld } from "../../state/session.ts";
import { KeyChoice } from "./KeyChoice.tsx";
import type { AccessSearch, AccessView } from "./search.ts";
import { TwoAccounts } from "./TwoAccounts.tsx";
import { WhoMay } from "./WhoMay.tsx";

const TABS: readonly { readonly value: AccessView; readonly label: string }[] = [
  { value: "who", label: "Who may what" },
  { value: "documents", label: "Policies" },
  { value: "accounts", label: "Two accounts" },
];

/** At most so many keys can be chosen from; the search narrows them down. */
const MOST = 200;

/** Who may do what with one key, why, and the documents that say so. */
export function AccessPlace({
  search,
  onSearch,
  renderDocuments,
  noKey,
}: {
  readonly search: AccessSearch;
  readonly onSearch: (change: AccessSearch) => void;
  /** The view of the documents, which is a feature of its own. */
  readonly renderDocuments: (key: KeyView) => ReactNode;
  readonly noKey: ReactNode;
}) {
  const { region } = useSeat();
  const { id } = useWorld();
  const {
    value: page,
    answer: here,
    error,
  } = useAsk(({ pane }) => pane.keys({ region }, null, MOST), [id, region], { on: ["keys", "aliases"] });
  const { answer: linked, error: lost } = useAsk(
    async ({ pane }) => (search.key === undefined ? null : await pane.key(search.key)),
    [search.key],
    { on: ["keys", "aliases"] },
  );
  if (error !== null) throw error;
  if (lost !== null) throw lost;
  if (page === undefined) return null;
  const key =
    // Whoever has chosen one from the list sees it chosen at once.
    page.items.find(({ arn }) => arn === search.key) ?? (linked === null ? here && usual(here.items) : linked);
  if (key === undefined) return null;
  if (key === null)
    return (
      <Page title="Access">
        <EmptyState title="There is no KMS key in this Region to have access to." action={noKey}>
          Access is always access to a key: its own policy comes first. Make one, or choose another Region above.
        </EmptyState>
      </Page>
    );
  const view = search.view ?? "who";
  return (
    <Page
      title="Access"
      lead={`Who may do what with ${keyName(key)}, and which line of which document says so.`}
      acts={
        <KeyChoice
          keys={page.items}
          value={key}
          onChange={(arn) => onSearch({ key: arn, row: undefined, may: undefined, doc: undefined })}
        />
      }
    >
      <div className="mt-4">
        <Tabs label="Views of access" tabs={TABS} value={view} onChange={(next) => onSearch({ view: next })}>
          {view === "who" && <WhoMay keyView={key} search={search} onSearch={onSearch} />}
          {view === "documents" && renderDocuments(key)}
          {view === "accounts" && <TwoAccounts keyView={key} search={search} onSearch={onSearch} />}
        </Tabs>
      </div>
    </Page>
  );
}

const usual = (keys: readonly KeyView[]): KeyView | null =>
  keys.find(({ aliases }) => aliases.includes("alias/orders")) ?? keys[0] ?? null;
