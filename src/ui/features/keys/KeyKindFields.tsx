import { useId } from "react";
import type { CallInput } from "#client/face.ts";
import type { SpecView } from "#glass/views.ts";
import {
  goodFor,
  inOfferedOrder,
  multiRegionWords,
  originChoices,
  originChoiceWords,
  purposeWords,
  usageChoices,
} from "#words/key-kinds.ts";
import { specWords } from "#words/keys.ts";
import { Field, NativeSelect } from "../../design/Field.tsx";
import { useAsk } from "../../state/session.ts";

/** What a new key will be. */
export interface KeyKind {
  readonly usage: string;
  readonly spec: string;
  readonly origin: string;
  readonly multiRegion: boolean;
}

/** What KMS makes when it is told nothing. */
export const USUAL: KeyKind = {
  usage: "ENCRYPT_DECRYPT",
  spec: "SYMMETRIC_DEFAULT",
  origin: "AWS_KMS",
  multiRegion: false,
};

/** CreateKey's members for it; what is as usual is left out. */
export const kindInput = ({ usage, spec, origin, multiRegion }: KeyKind): CallInput => ({
  ...(spec !== USUAL.spec && { KeySpec: spec, KeyUsage: usage }),
  ...(origin !== USUAL.origin && { Origin: origin }),
  ...(multiRegion && { MultiRegion: true }),
});

/** What the key is for, its spec, where its material comes from, and whether it may have copies in other Regions. */
export function KeyKindFields({
  kind,
  onChange,
}: {
  readonly kind: KeyKind;
  readonly onChange: (kind: KeyKind) => void;
}) {
  const { value: specs } = useAsk(({ pane }) => pane.specs(), []);
  const offered = offeredFor(specs ?? [], kind.usage);
  return (
    <>
      <Field label="What it is for" hint={<code>KeyUsage {kind.usage}</code>}>
        {(ids) => (
          <NativeSelect
            {...ids}
            value={kind.usage}
            // Which spec goes with another usage is not known before.
            disabled={specs === undefined}
            onChange={({ target: { value: usage } }) =>
              onChange({ ...kind, usage, spec: offeredFor(specs ?? [], usage)[0]?.name ?? kind.spec })
            }
          >
            {usageChoices.map((usage) => (
              <option key={usage} value={usage}>
                {purposeWords(usage)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Key spec" hint={goodFor(kind.spec)}>
        {(ids) => (
          <NativeSelect
            {...ids}
            value={kind.spec}
            onChange={({ target: { value: spec } }) => onChange({ ...kind, spec })}
          >
            {(offered.length === 0 ? [{ name: kind.spec }] : offered).map(({ name }) => (
              <option key={name} value={name}>
                {name}: {specWords(name)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          legend="Origin"
          choices={originChoices.map((origin) => [origin, origin])}
          value={kind.origin}
          onChange={(origin) => onChange({ ...kind, origin })}
          hint={originChoiceWords(kind.origin)}
        />
        <Choice
          legend="Regions"
          choices={[
            ["one", "Single-Region"],
            ["many", "Multi-Region"],
          ]}
          value={kind.multiRegion ? "many" : "one"}
          onChange={(value) => onChange({ ...kind, multiRegion: value === "many" })}
          hint={multiRegionWords(kind.multiRegion)}
        />
      </div>
    </>
  );
}

const offeredFor = (specs: readonly SpecView[], usage: string): readonly SpecView[] =>
  inOfferedOrder(specs.filter(({ usages }) => usages[usage] !== undefined));

function Choice({
  legend,
  choices,
  value,
  onChange,
  hint,
}: {
  readonly legend: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint: string;
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0" aria-describedby={`${name}-hint`}>
      <legend className="text-sm font-semibold">{legend}</legend>
      <div className="flex flex-wrap gap-x-5">
        {choices.map(([choice, label]) => (
          <label key={choice} className="target flex items-center gap-2 text-sm">
            <input
              type="radio"
              name={name}
              className="size-4 shrink-0 accent-key"
              checked={value === choice}
              onChange={() => onChange(choice)}
            />
            {label}
          </label>
        ))}
      </div>
      <p id={`${name}-hint`} className="text-xs text-pretty text-soft">
        {hint}
      </p>
    </fieldset>
  );
}
