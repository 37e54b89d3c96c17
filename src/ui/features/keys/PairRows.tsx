import { Button, IconButton } from "../../design/Button.tsx";
import { TextInput } from "../../design/Field.tsx";
import { Icon } from "../../design/Icon.tsx";

export interface Pair {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

let last = 0;
export const newPair = (name = "", value = ""): Pair => ({ id: ++last, name, value });
export const pairsOf = (record: Readonly<Record<string, string>>): readonly Pair[] =>
  Object.entries(record).map(([name, value]) => newPair(name, value));
/** Pairs without a name are left out. */
export const recordOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(({ name }) => name !== "").map(({ name, value }) => [name, value]));

/** Pairs of name and value: tags, or an encryption context. `what` names one: "tag". */
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
      {pairs.length < most && (
        <Button size="small" className="self-start" onClick={() => onChange([...pairs, newPair()])}>
          Add {what}
        </Button>
      )}
    </div>
  );
}
