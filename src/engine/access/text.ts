/**
 * A text of a policy, read into its pieces: what stands there literally, wildcards, and policy variables. authorization.md 2.2 and 2.6.
 * Variables are filled in per request; what comes in by one is literal, a `*` in it too (our reading, as AWS treats the text of tags).
 */
import type { ContextValues } from "./question.ts";

export type Piece = string | Wild | Variable;
export interface Wild {
  readonly wild: "*" | "?";
}
interface Variable {
  /** Lower-case name of the condition key. */
  readonly variable: string;
  readonly otherwise: string | null;
}
/** What came in by a variable: none of its characters means anything. */
interface Filled {
  readonly filled: string;
}
/** Without variables. */
export type Literal = readonly (string | Wild | Filled)[];

const STAR: Wild = { wild: "*" };
const ANY: Wild = { wild: "?" };
/** No two parts of it can take the same character, so that a text of blanks is read in one pass. */
const VARIABLE = /\$\{([^{},]+)(?:,\s*'([^']*)'\s*)?\}/y;

/** `variables`: whether the document is of a version that has them. */
export function readText(text: string, { variables }: { readonly variables: boolean }): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push(plain);
    plain = "";
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "*" || c === "?") {
      flush();
      if (c === "?" || pieces.at(-1) !== STAR) pieces.push(c === "*" ? STAR : ANY);
      continue;
    }
    if (variables && c === "$") {
      VARIABLE.lastIndex = i;
      const [whole, between, otherwise] = VARIABLE.exec(text) ?? [];
      if (whole !== undefined && between !== undefined) {
        i += whole.length - 1;
        const name = between.trim();
        if (name === "*" || name === "?" || name === "$") plain += name;
        else {
          flush();
          pieces.push({ variable: name.toLowerCase(), otherwise: otherwise ?? null });
        }
        continue;
      }
    }
    plain += c;
  }
  flush();
  return pieces;
}

/** A text in which `${` means nothing. */
export const withoutVariables = (text: string): Literal => readText(text, { variables: false }) as Literal;

/** The pieces when nothing has to be filled in. */
export const literal = (pieces: readonly Piece[]): Literal | null =>
  pieces.some((piece) => typeof piece === "object" && "variable" in piece) ? null : (pieces as Literal);

/** With its variables filled in; null when one has no value, or may have several (2.6). */
export function fillIn(
  pieces: readonly Piece[],
  context: ContextValues,
  isMultivalued: (key: string) => boolean,
): Literal | null {
  const filled: (string | Wild | Filled)[] = [];
  for (const piece of pieces) {
    if (typeof piece === "string" || "wild" in piece) {
      filled.push(piece);
      continue;
    }
    const value = (isMultivalued(piece.variable) ? undefined : context.get(piece.variable)?.[0]) ?? piece.otherwise;
    if (value === null) return null;
    filled.push({ filled: value });
  }
  return filled;
}

/** As if a wildcard that came in by a variable were one; null where none did. Asked only to tell whether our reading mattered. */
export function loosened(pieces: Literal): Literal | null {
  const wild = pieces.some((piece) => typeof piece === "object" && "filled" in piece && /[*?]/.test(piece.filled));
  if (!wild) return null;
  return pieces.flatMap((piece) =>
    typeof piece === "object" && "filled" in piece ? withoutVariables(piece.filled) : [piece],
  );
}

/** The characters of a piece; a wildcard as the character that it is. */
export const charactersOf = (piece: Literal[number]): string =>
  typeof piece === "string" ? piece : "wild" in piece ? piece.wild : piece.filled;

/** As one text: `StringEquals` takes wildcards literally. */
export const asWritten = (pieces: Literal): string => pieces.map(charactersOf).join("");

export const isWild = (piece: Literal[number]): piece is Wild => typeof piece === "object" && "wild" in piece;
