import { Button, IconButton } from "./Button.tsx";
import { TextInput } from "./Field.tsx";
import { Icon } from "./Icon.tsx";

export interface Pair {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

let last = 0;
export const newPair = (name = "", value = ""): Pair => ({ id: ++last, name, value });
export const pairsOf = (record: Readonly<Record<string, string>>): readonly Pair[] =>
  Object.entries(record).map(([name, value]) => newPair(name, value));

/** What the pairs say, empty rows left out; null when a name is missing or comes twice, as then not all that is shown could be sent. */
export function recordOf(pairs: readonly Pair[]): Record<string, string> | null {
  const used = pairs.filter(({ name, value }) => name !== "" || value !== "");
  const names = new Set(used.map(({ name }) => name));
  if (names.has("") || names.size !== used.length) return null;
  return Object.fromEntries(used.map(({ name, value }) => [name, value]));
}

/** Pairs of name and value: tags, or an encryption context. `what` names one: "tag". Whoever sends them asks `recordOf` whether it may. */
export function PairRows({
  pairs,
  onChange,
  what,
  most = 50,
}: {
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly what: string;
  readonly most?: number;
}) {
  const set = (id: number, change: Partial<Pair>): void =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...change } : pair)));
  return (
    <div className="flex flex-col gap-2">
      {pairs.map(({ id, name, value }, i) => (
        <fieldset key={id} aria-label={`${what} ${i + 1}`} className="flex items-center gap-2">
          <TextInput
            mono
            aria-label={`${what} ${i + 1} name`}
            placeholder="name"
            value={name}
            onChange={({ target }) => set(id, { name: target.value })}
          />
          <TextInput
            mono
            aria-label={`${what} ${i + 1} value`}
            placeholder="value"
            value={value}
            onChange={({ target }) => set(id, { value: target.value })}
          />
          <IconButton
            label={`Remove ${what} ${i + 1}`}
            onClick={() => onChange(pairs.filter((pair) => pair.id !== id))}
          >
            <Icon name="cross" />
          </IconButton>
        </fieldset>
      ))}
      {recordOf(pairs) === null && (
        <p className="text-sm font-semibold text-hot">Each {what} needs a name of its own.</p>
      )}
      {pairs.length < most && (
        <Button size="small" className="self-start" onClick={() => onChange([...pairs, newPair()])}>
          Add {what}
        </Button>
      )}
    </div>
  );
}
