/** What the runner (scripts/bench.mjs) hands to a bench, and what a bench hands back. */
export interface Bench {
  readonly root: string;
  /** The path of a Chromium. */
  readonly browser: string;
  readonly browserArguments: string[];
  /** Serves the build and gives its address. */
  serve(): Promise<string>;
}

export interface Row {
  name: string;
  value: number;
  unit: string;
  atMost?: number;
  atLeast?: number;
}

/** `KEYGLASS_BENCH=small` is for working on a bench: a tenth of the work, two repeats, numbers that mean nothing. */
export const small = process.env["KEYGLASS_BENCH"] === "small";
export const repeats = small ? 2 : 5;
export const scaled = (count: number): number => (small ? Math.ceil(count / 10) : count);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The value below which `part` (0 to 1) of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** A row of the median, its lowest and highest value beside the unit. */
export function row(name: string, values: readonly number[], unit: string, goal: Partial<Row> = {}): Row {
  const low = format(Math.min(...values));
  const high = format(Math.max(...values));
  return { name, value: median(values), unit: values.length > 1 ? `${unit} (${low} to ${high})` : unit, ...goal };
}

/** Two measured in turn: what is asked about, and the floor or rival of the same run. Ratio is ours to theirs, repeat by repeat. */
export function beside(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, at) => value / (theirs[at] as number));
}

function format(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 3 : value < 100 ? 1 : 0 });
}

export const seconds = (ms: number): number => ms / 1000;
export const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
