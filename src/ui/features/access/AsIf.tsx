import type { Circumstances } from "#glass/access.ts";
import { Checkbox, NativeSelect, TextInput } from "../../design/Field.tsx";
import { useAsk } from "../../state/session.ts";

/** Circumstances of the calls that the matrix asks about. */
export interface AsIfState {
  readonly name: string;
  readonly value: string;
  readonly alias: string | null;
  /** `internet`, or the id of a VPC. */
  readonly from: string;
  /** The service that makes the calls in everybody's name: `s3`; empty: none does. */
  readonly via: string;
}

export const PLAIN: AsIfState = { name: "", value: "", alias: null, from: "internet", via: "" };

export const circumstancesOf = ({ name, value, alias, from, via }: AsIfState): Circumstances => ({
  ...(name !== "" && { context: { [name]: value } }),
  ...(alias !== null && { viaAlias: alias }),
  ...(from !== "internet" && { from }),
  ...(via !== "" && { via }),
});

/** Conditions ask about a call's circumstances; here they can be supposed. */
export function AsIf({
  value,
  onChange,
  alias,
}: {
  readonly value: AsIfState;
  readonly onChange: (value: AsIfState) => void;
  /** By which the key could be named. */
  readonly alias: string | null;
}) {
  const { value: around } = useAsk(({ pane }) => pane.surroundings(), [], { on: ["vpcs"] });
  const { vpcs = [], services = [] } = around ?? {};
  return (
    <fieldset className="mt-5 min-w-0 border-t border-line pt-3">
      <legend className="sr-only">Circumstances of the calls</legend>
      <p className="max-w-[44rem] text-sm text-pretty">
        The answers are for a plain call from the internet, with no encryption context. Conditions may ask for more, so
        suppose a call
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <span className="flex flex-wrap items-center gap-1.5">
          with context
          <TextInput
            aria-label="Context name"
            placeholder="name"
            className="w-28!"
            value={value.name}
            onChange={({ target }) => onChange({ ...value, name: target.value })}
          />
          =
          <TextInput
            aria-label="Context value"
            placeholder="value"
            className="w-28!"
            value={value.value}
            onChange={({ target }) => onChange({ ...value, value: target.value })}
          />
        </span>
        {alias !== null && (
          <Checkbox
            label={`that names the key ${alias}`}
            checked={value.alias !== null}
            onChange={({ target }) => onChange({ ...value, alias: target.checked ? alias : null })}
          />
        )}
        <label className="flex max-w-full min-w-0 items-center gap-1.5">
          <span className="whitespace-nowrap">made by</span>
          <NativeSelect
            className="w-auto! max-w-full min-w-0"
            value={value.via}
            onChange={({ target }) => onChange({ ...value, via: target.value })}
          >
            <option value="">the caller itself</option>
            {services.map(({ id, name }) => (
              <option key={id} value={id}>
                {name} in the caller’s name
              </option>
            ))}
          </NativeSelect>
        </label>
        {vpcs.length > 0 && value.via === "" && (
          <label className="flex items-center gap-1.5">
            from
            <NativeSelect value={value.from} onChange={({ target }) => onChange({ ...value, from: target.value })}>
              <option value="internet">the internet</option>
              {vpcs.map(({ id, name }) => (
                <option key={id} value={id}>
                  VPC {name}
                </option>
              ))}
            </NativeSelect>
          </label>
        )}
      </div>
    </fieldset>
  );
}
