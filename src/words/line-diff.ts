/** Two texts line by line: what stays, what goes, what comes. */
export interface DiffLine {
  readonly mark: "same" | "gone" | "new";
  readonly text: string;
}

/** Null stands for a text that is not there. Longest common subsequence; the texts are documents of some hundred lines. */
export function lineDiff(before: string | null, after: string | null): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: "same", text: a[i] as string });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1)))
      lines.push({ mark: "gone", text: a[i++] as string });
    else lines.push({ mark: "new", text: b[j++] as string });
  }
  return lines;
}

const linesOf = (text: string | null): readonly string[] => (text === null ? [] : text.split("\n"));

/** The lines around what changed; `null` stands for a run of equal ones that is left out. */
export function around(lines: readonly DiffLine[], context = 2): readonly (DiffLine | null)[] {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some(({ mark }) => mark !== "same"),
  );
  return lines.flatMap((line, i): (DiffLine | null)[] =>
    near[i] === true ? [line] : i === 0 || near[i - 1] === true ? [null] : [],
  );
}
