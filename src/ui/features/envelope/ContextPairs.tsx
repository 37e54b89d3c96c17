import { Button, IconButton } from "../../design/Button.tsx";
import { TextInput } from "../../design/Field.tsx";
import { Icon } from "../../design/Icon.tsx";
import type { Pair } from "./context-of.ts";

/** The encryption context: names and values, readable by everyone who sees the envelope or the log. */
export function ContextPairs({
  pairs,
  onChange,
}: {
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
}) {
  const change = (at: number, pair: Pair): void => onChange(pairs.map((old, i) => (i === at ? pair : old)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold">Encryption context</legend>
      <div className="space-y-2">
        {pairs.map(([name, value], i) => (
          <div key={i} className="flex items-center gap-2">
            <TextInput
              aria-label={`Name ${i + 1}`}
              value={name}
              onChange={(event) => change(i, [event.target.value, value])}
            />
            <span aria-hidden="true">=</span>
            <TextInput
              aria-label={`Value ${i + 1}`}
              value={value}
              onChange={(event) => change(i, [name, event.target.value])}
            />
            <IconButton
              label={`Remove pair ${i + 1}`}
              onClick={() => onChange(pairs.filter((_, other) => other !== i))}
            >
              <Icon name="cross" />
            </IconButton>
          </div>
        ))}
      </div>
      <Button size="small" className="mt-2" disabled={pairs.length >= 8} onClick={() => onChange([...pairs, ["", ""]])}>
        Add a pair
      </Button>
      <p className="mt-1 text-xs text-soft">
        It is not secret: it stands readable in the envelope and in the audit log. Opening needs exactly the same pairs.
      </p>
    </fieldset>
  );
}
