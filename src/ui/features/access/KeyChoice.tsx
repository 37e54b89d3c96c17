import type { KeyView } from "#glass/views.ts";
import { keyName } from "#words/keys.ts";
import { NativeSelect } from "../../design/Field.tsx";
import { useWorld } from "../../state/session.ts";

/** Every key of the Region, of all accounts: access is looked at from outside. */
export function KeyChoice({
  keys,
  value,
  onChange,
}: {
  readonly keys: readonly KeyView[];
  readonly value: KeyView;
  readonly onChange: (arn: string) => void;
}) {
  const { accounts } = useWorld();
  const nameOf = (account: string): string => accounts.find(({ id }) => id === account)?.name ?? account;
  const listed = keys.some(({ arn }) => arn === value.arn) ? keys : [value, ...keys];
  return (
    <label className="flex items-center gap-2 text-sm">
      <span className="font-semibold">Key</span>
      <NativeSelect value={value.arn} onChange={({ target }) => onChange(target.value)} className="max-w-72 min-w-0">
        {listed.map((key) => (
          <option key={key.arn} value={key.arn}>
            {keyName(key)}, account {nameOf(key.account)}
          </option>
        ))}
      </NativeSelect>
    </label>
  );
}
