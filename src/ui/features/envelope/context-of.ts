export type Pair = readonly [name: string, value: string];

/** Pairs as a context; null when a name is missing or comes twice. */
export function contextOf(pairs: readonly Pair[]): Readonly<Record<string, string>> | null {
  const used = pairs.filter(([name, value]) => name !== "" || value !== "");
  const names = new Set(used.map(([name]) => name));
  return names.has("") || names.size !== used.length ? null : Object.fromEntries(used);
}
