/**
 * `*` any run, `?` one UTF-16 unit. A pattern is cut at its stars once; each part is then looked for from where the one before ended,
 * and none is ever taken back, where a regular expression's time doubles with each star. A long part with `?` in it is
 * looked for at 32 places at once (Shift-And, Baeza-Yates and Gonnet 1992): comparing place by place could take text × pattern.
 */
import { charactersOf, isWild, withoutVariables, type Literal } from "./text.ts";

export interface Glob {
  /** What lies between the stars; the first begins the text, the last ends it. One part: there is no star. */
  readonly parts: readonly Part[];
  /** Characters that a text needs at least. */
  readonly least: number;
}

interface Part {
  readonly text: string;
  /** Null: there is no `?` in it. */
  readonly wild: Wilds | null;
}

interface Wilds {
  /** Where any character will do. */
  readonly any: readonly boolean[];
  /** For each character of the part, one bit for each place at which it may stand; `others`: for all other characters. */
  readonly places: ReadonlyMap<number, Uint32Array>;
  readonly others: Uint32Array;
}

export function readGlob(pieces: Literal): Glob {
  const runs: Literal[number][][] = [[]];
  for (const piece of pieces) {
    if (isWild(piece) && piece.wild === "*") runs.push([]);
    else runs.at(-1)?.push(piece);
  }
  const parts = runs.map(partOf);
  return { parts, least: parts.reduce((sum, { text }) => sum + text.length, 0) };
}

function partOf(run: Literal): Part {
  const text = run.map(charactersOf).join("");
  if (!run.some(isWild)) return { text, wild: null };
  return {
    text,
    wild: wildsOf(
      text,
      run.flatMap((piece) => Array<boolean>(charactersOf(piece).length).fill(isWild(piece))),
    ),
  };
}

function wildsOf(text: string, any: readonly boolean[]): Wilds {
  const others = new Uint32Array(Math.ceil(text.length / 32));
  const mark = (bits: Uint32Array, i: number): void =>
    void (bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31)));
  for (const [i, wild] of any.entries()) if (wild) mark(others, i);
  const places = new Map<number, Uint32Array>();
  for (let i = 0; i < text.length; i++) {
    if (any[i] === true) continue;
    const character = text.charCodeAt(i);
    let bits = places.get(character);
    if (bits === undefined) places.set(character, (bits = others.slice()));
    mark(bits, i);
  }
  return { any, places, others };
}

export function globMatches({ parts, least }: Glob, text: string): boolean {
  if (text.length < least) return false;
  const first = parts[0] as Part;
  if (parts.length === 1) return text.length === least && standsAt(first, text, 0);
  if (!standsAt(first, text, 0)) return false;
  const last = parts[parts.length - 1] as Part;
  const end = text.length - last.text.length;
  if (!standsAt(last, text, end)) return false;
  let from = first.text.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] as Part;
    const at = seek(part, text, from, end);
    if (at < 0) return false;
    from = at + part.text.length;
  }
  return from <= end;
}

function standsAt({ text: wanted, wild }: Part, text: string, at: number): boolean {
  if (wild === null) return text.startsWith(wanted, at);
  if (at + wanted.length > text.length) return false;
  for (let i = 0; i < wanted.length; i++)
    if (wild.any[i] !== true && wanted.charCodeAt(i) !== text.charCodeAt(at + i)) return false;
  return true;
}

/** Where the part stands first, wholly between `from` and `end`; -1: nowhere. */
function seek(part: Part, text: string, from: number, end: number): number {
  const { text: wanted, wild } = part;
  if (wild === null) {
    const at = text.indexOf(wanted, from);
    return at < 0 || at + wanted.length > end ? -1 : at;
  }
  if (wanted.length > WORD) return seekWild(wanted.length, wild, text, from, end);
  for (let at = from; at + wanted.length <= end; at++) if (standsAt(part, text, at)) return at;
  return -1;
}

/** Bits; a shorter part is found sooner by comparing, which mostly ends at the first character. */
const WORD = 32;

/** Bit i of the state: the part's first i + 1 characters fit the text that ends here. */
function seekWild(length: number, { places, others }: Wilds, text: string, from: number, end: number): number {
  const state = new Uint32Array(others.length);
  for (let at = from; at < end; at++) {
    const fitting = places.get(text.charCodeAt(at)) ?? others;
    let carry = 1;
    for (let word = 0; word < state.length; word++) {
      const before = state[word] as number;
      state[word] = ((before << 1) | carry) & (fitting[word] as number);
      carry = before >>> 31;
    }
    const whole = ((state.at(-1) as number) >>> ((length - 1) & 31)) & 1;
    if (whole === 1) return at - length + 1;
  }
  return -1;
}

export const globOf = (pattern: string): Glob => readGlob(withoutVariables(pattern));

/** Whether a text fits a pattern that is used once; kept ones are read first. */
export const glob = (pattern: string, text: string): boolean => globMatches(globOf(pattern), text);

/** An ARN pattern: its first five parts each on their own, the last one whole (2.2); null for a text of fewer parts. */
export type ArnGlob = readonly Glob[];

export function readArnGlob(pieces: Literal): ArnGlob | null {
  const parts: Literal[number][][] = [[]];
  for (const piece of pieces) {
    if (typeof piece === "object" || parts.length === ARN_PARTS) {
      parts.at(-1)?.push(piece);
      continue;
    }
    for (const [i, text] of splitArn(piece, ARN_PARTS - parts.length + 1).entries()) {
      if (i > 0) parts.push([]);
      if (text !== "") parts.at(-1)?.push(text);
    }
  }
  return parts.length === ARN_PARTS ? parts.map(readGlob) : null;
}

/** Null for a text that is no ARN. */
export function readArn(text: string): readonly string[] | null {
  const parts = splitArn(text, ARN_PARTS);
  return parts.length === ARN_PARTS && parts[0] === "arn" ? parts : null;
}

export const arnMatches = (glob: ArnGlob, arn: readonly string[]): boolean =>
  glob.every((part, i) => globMatches(part, arn[i] as string));

export const ARN_PARTS = 6;

/** At most `most` parts; the last one keeps its colons. */
function splitArn(text: string, most: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < most - 1) {
    const at = text.indexOf(":", from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  parts.push(text.slice(from));
  return parts;
}
