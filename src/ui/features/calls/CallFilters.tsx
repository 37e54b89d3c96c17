import { useId, type ReactNode } from "react";
import type { WorldView } from "#glass/views.ts";
import { keyNameOfId, principalName } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { NativeSelect } from "../../design/Field.tsx";
import { whoOfArn } from "../../state/seat.ts";
import type { CallsSearch } from "./filters.ts";

/** Operation, who, result: what the list shows. The choice stands in the URL. */
export function CallFilters({
  search,
  world,
  operations,
  onChange,
}: {
  readonly search: CallsSearch;
  readonly world: WorldView;
  readonly operations: readonly string[];
  readonly onChange: (search: CallsSearch) => void;
}) {
  const { key, ...rest } = search;
  const set = (name: "operation" | "caller" | "result", value: string): void => {
    const { [name]: _before, ...others } = search;
    onChange(value === "" ? others : { ...others, [name]: value });
  };
  return (
    <form className="mt-4 flex flex-wrap items-end gap-3" onSubmit={(event) => event.preventDefault()}>
      <Labelled label="Operation" className="w-72">
        {(id) => (
          // As wide as its longest name, which comes later: nothing beside it then moves.
          <NativeSelect
            id={id}
            className="w-full"
            value={search.operation ?? ""}
            onChange={(event) => set("operation", event.target.value)}
          >
            <option value="">All</option>
            {[{ service: "AWS KMS", names: operations }, ...ELSEWHERE].map(({ service, names }) => (
              <optgroup key={service} label={service}>
                {names.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </optgroup>
            ))}
          </NativeSelect>
        )}
      </Labelled>
      <Labelled label="Who">
        {(id) => (
          <NativeSelect id={id} value={search.caller ?? ""} onChange={(event) => set("caller", event.target.value)}>
            <option value="">Everybody</option>
            {world.accounts.map((account) => (
              <optgroup key={account.id} label={account.name}>
                {account.principals.map(({ arn }) => (
                  <option key={arn} value={whoOfArn(arn)}>
                    {principalName(arn)}
                  </option>
                ))}
              </optgroup>
            ))}
          </NativeSelect>
        )}
      </Labelled>
      <Labelled label="Result">
        {(id) => (
          <NativeSelect id={id} value={search.result ?? ""} onChange={(event) => set("result", event.target.value)}>
            <option value="">All</option>
            <option value="ok">Went through</option>
            <option value="error">Refused</option>
          </NativeSelect>
        )}
      </Labelled>
      {key !== undefined && <Button onClick={() => onChange(rest)}>Only {keyNameOfId(key)} ✕</Button>}
      {Object.keys(search).length > 0 && (
        <Button kind="quiet" onClick={() => onChange({})}>
          Show all
        </Button>
      )}
    </form>
  );
}

/** What stands in the log besides calls to KMS. */
const ELSEWHERE: readonly { readonly service: string; readonly names: readonly string[] }[] = [
  { service: "AWS STS", names: ["AssumeRole", "GetCallerIdentity"] },
  {
    service: "AWS KMS by itself, on the calendar",
    names: ["DeleteExpiredKeyMaterial", "DeleteKey", "RotateKey", "SettleKeyStore", "SynchronizeMultiRegionKey"],
  },
];

function Labelled({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={cx("min-w-36", className)}>
      <label htmlFor={id} className="mb-0.5 block text-xs text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
