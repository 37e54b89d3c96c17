/**
 * `*` any run, `?` one UTF-16 unit. A pattern is cut at its stars once; each part is then looked for from where the one before ended,
 * and none is ever taken back, where a regular expression's time doubles with each star.
 */
import { Part, Searched } from "./searched.ts";
import { charactersOf, isWild, withoutVariables, type Literal } from "./text.ts";

export interface Glob {
  /** What lies between the stars; the first begins the text, the last ends it. One part: there is no star. */
  readonly parts: readonly Part[];
  /** Characters that a text needs at least. */
  readonly least: number;
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
  if (!run.some(isWild)) return new Part(text, null);
  const wild = run.flatMap((piece) => Array<boolean>(charactersOf(piece).length).fill(isWild(piece)));
  return new Part(text, wild);
}

/** A text that is held against many patterns is given as one that remembers what was found in it. */
export function globMatches({ parts, least }: Glob, given: string | Searched): boolean {
  const text = typeof given === "string" ? given : given.text;
  if (text.length < least) return false;
  const first = parts[0] as Part;
  if (parts.length === 1) return text.length === least && first.standsAt(text, 0);
  if (!first.standsAt(text, 0)) return false;
  const last = parts[parts.length - 1] as Part;
  const end = text.length - last.text.length;
  if (!last.standsAt(text, end)) return false;
  let from = first.text.length;
  if (parts.length === 2) return from <= end;
  const searched = typeof given === "string" ? new Searched(given) : given;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] as Part;
    const at = searched.seek(part, from, end);
    if (at < 0) return false;
    from = at + part.text.length;
  }
  return true;
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

export const arnMatches = (glob: ArnGlob, arn: readonly (string | Searched)[]): boolean =>
  glob.every((part, i) => globMatches(part, arn[i] as string | Searched));

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
