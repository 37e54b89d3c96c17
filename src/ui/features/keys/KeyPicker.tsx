import { useDeferredValue, useId, useState } from "react";
import { shortId } from "#words/format.ts";
import { keyName, stateWords } from "#words/keys.ts";
import type { KeyView } from "#glass/views.ts";
import { TextInput } from "../../design/Field.tsx";
import { useAsk, useNow } from "../../state/session.ts";

const SHOWN = 8;

/** Chooses one KMS key of an account and Region; a world may hold thousands, so it searches. */
export function KeyPicker({
  account,
  region,
  not,
  value,
  onChange,
}: {
  readonly account: string;
  readonly region: string;
  /** ARN of the key that may not be chosen. */
  readonly not: string;
  readonly value: KeyView | null;
  readonly onChange: (key: KeyView) => void;
}) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search);
  const now = useNow();
  const name = useId();
  const { value: page } = useAsk(
    ({ pane }) => pane.keys({ account, region, ...(wanted !== "" && { search: wanted }) }, null, SHOWN + 1),
    [account, region, wanted],
    { on: ["keys", "aliases"] },
  );
  const keys = (page?.items ?? []).filter(({ arn }) => arn !== not).slice(0, SHOWN);
  const more = (page?.total ?? 0) - keys.length - 1;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold">Which key</legend>
      <TextInput
        aria-label="Search keys"
        placeholder="Part of an alias, id or description"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <div className="mt-2 flex flex-col">
        {keys.map((key) => (
          <label
            key={key.arn}
            className="target flex items-center gap-2.5 border-b border-line py-1 text-sm last:border-0"
          >
            <input
              type="radio"
              name={name}
              className="size-4 shrink-0 accent-key"
              checked={value?.arn === key.arn}
              onChange={() => onChange(key)}
            />
            <span className="min-w-0 flex-1 truncate">
              {keyName(key)} {key.aliases.length > 0 && <code className="text-soft">{shortId(key.keyId)}</code>}
            </span>
            <span className="text-xs text-soft">{stateWords(key, now)}</span>
          </label>
        ))}
      </div>
      {page !== undefined && keys.length === 0 && (
        <p className="text-sm text-soft">
          {wanted === "" ? "There is no other key in this account and Region." : "No other key fits."}
        </p>
      )}
      {more > 0 && <p className="mt-1 text-xs text-soft">More keys fit; search for the one you mean.</p>}
    </fieldset>
  );
}
