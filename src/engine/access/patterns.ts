/** Action and Resource values, ready to be compared. authorization.md 2.2. */
import { ARN_PARTS, arnMatches, globMatches, globOf, readArn, readArnGlob, type ArnGlob } from "./glob.ts";
import { isMultivalued } from "./conditions/multivalued.ts";
import type { ContextValues, Note } from "./question.ts";
import { asWritten, fillIn, literal, loosened, readText, type Literal, type Piece } from "./text.ts";

/**
 * `true` and `false`: fits or not. `unresolved`: a variable in it has no value, so that neither Resource nor NotResource fits (2.6).
 */
export type Pattern = (given: Given, context: ContextValues, note: Note) => boolean | "unresolved";

/** What patterns are held against. */
export interface Given {
  readonly action: string;
  /** The action in lower case. */
  readonly folded: string;
  readonly resource: string;
  /** The resource's ARN in its parts; null for `*`. */
  readonly arn: readonly string[] | null;
}

export const givenOf = (action: string, resource: string): Given => ({
  action,
  folded: action.toLowerCase(),
  resource,
  arn: readArn(resource),
});

const all: Pattern = () => true;
const none: Pattern = () => false;

/** Case does not count. The vendor takes no wildcard, but for all vendors at once (our reading). */
export function readActionPattern(written: string): Pattern {
  if (written === "*" || written === "*:*") return all;
  const [vendor = "", name] = written.split(":", 2);
  if (name === undefined || vendor === "") return none;
  const glob = globOf(written.toLowerCase());
  if (!/[*?]/.test(vendor)) return ({ folded }) => globMatches(glob, folded);
  return ({ folded }, _, note) => {
    if (globMatches(glob, folded)) note("vendor-wildcard");
    return false;
  };
}

/** An ARN with wildcards; short forms are not padded. */
export function readResourcePattern(written: string, variables: boolean): Pattern {
  if (written === "*") return all;
  const pieces = readText(written, { variables });
  const fixed = literal(pieces);
  const fits = (glob: ArnGlob | null, { arn }: Given): boolean =>
    glob !== null && arn !== null && arnMatches(glob, arn);
  if (fixed !== null) {
    const glob = readArnGlob(fixed);
    return (given) => fits(glob, given);
  }
  if (isMisplaced(pieces)) return () => "unresolved";
  return (given, context, note) => {
    const filled = fillIn(pieces, context, isMultivalued);
    if (filled === null) return "unresolved";
    const fit = fits(readArnGlob(filled), given);
    const loose = loosened(filled);
    if (loose !== null && fits(readArnGlob(loose), given) !== fit) note("literal-wildcard");
    return fit;
  };
}

/** Before the fifth colon stand service, Region and account, which no variable may name (2.6). */
function isMisplaced(pieces: readonly Piece[]): boolean {
  const first = pieces.findIndex((piece) => typeof piece === "object" && "variable" in piece);
  return asWritten(pieces.slice(0, first) as Literal).split(":").length < ARN_PARTS;
}
