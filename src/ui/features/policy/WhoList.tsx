import type { Suggested } from "#words/vocabulary.ts";
import { Checkbox } from "../../design/Field.tsx";
import { useWorld } from "../../state/session.ts";

/** Principals to tick, with their accounts. */
export function WhoList({
  legend,
  principals,
  value,
  onChange,
}: {
  readonly legend: string;
  readonly principals: readonly Suggested[];
  /** ARNs. */
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}) {
  const { accounts } = useWorld();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">{legend}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-0.5">
        {principals.map(({ text: arn, detail }) => {
          const account = accounts.find(({ id }) => id === arn.split(":")[4])?.name ?? "";
          return (
            <Checkbox
              key={arn}
              label={`${detail ?? arn}, ${account}`}
              checked={value.includes(arn)}
              onChange={({ target }) =>
                onChange(target.checked ? [...value, arn] : value.filter((each) => each !== arn))
              }
            />
          );
        })}
      </div>
    </fieldset>
  );
}
