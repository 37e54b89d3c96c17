/** Where a text stops being JSON. The browsers' own parsers tell the place only sometimes, and each in its own words. */

export interface JsonFault {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** The first fault, or null when the text is JSON (or nests too deeply to say). */
export function jsonFault(text: string): JsonFault | null {
  try {
    const end = value(text, space(text, 0));
    const rest = space(text, end);
    if (rest < text.length) throw new Stop(rest, "Nothing may follow the end of the object.");
    return null;
  } catch (stop) {
    if (!(stop instanceof Stop)) return null;
    const before = text.slice(0, stop.at).split("\n");
    return { message: stop.message, line: before.length, column: (before.at(-1) ?? "").length + 1 };
  }
}

class Stop extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const sticky = (pattern: string): RegExp => new RegExp(pattern, "y");
const SPACE = sticky("[ \\t\\n\\r]*");
const TEXT = sticky('"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"');
const PLAIN = sticky("(?:-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null)(?![\\w.+-])");

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

const space = (text: string, at: number): number => match(SPACE, text, at) ?? at;

function value(text: string, at: number): number {
  const c = text[at];
  if (c === "{") return list(text, at + 1, "}", member);
  if (c === "[") return list(text, at + 1, "]", value);
  if (c === '"') return string(text, at);
  const end = match(PLAIN, text, at);
  if (end !== null) return end;
  throw new Stop(at, c === undefined ? "The text ends too early." : `A value is missing before ${shown(c)}.`);
}

function member(text: string, at: number): number {
  if (text[at] !== '"') throw new Stop(at, `A name in double quotes is missing${before(text, at)}.`);
  const colon = space(text, string(text, at));
  if (text[colon] !== ":") throw new Stop(colon, `A colon is missing after the name${before(text, colon)}.`);
  return value(text, space(text, colon + 1));
}

/** Members or items up to `close`, with a comma between each two. */
function list(text: string, start: number, close: string, item: (text: string, at: number) => number): number {
  let at = space(text, start);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = space(text, item(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new Stop(at, `A comma or ${close} is missing${before(text, at)}.`);
    at = space(text, at + 1);
    if (text[at] === close) throw new Stop(at, `There is a comma too many before ${close}.`);
  }
}

function string(text: string, at: number): number {
  const end = match(TEXT, text, at);
  if (end === null) throw new Stop(at, "This text in quotes does not end, or holds a character that must be escaped.");
  return end;
}

const shown = (c: string): string => `“${c}”`;
const before = (text: string, at: number): string =>
  at < text.length ? ` before ${shown(text[at] ?? "")}` : ": the text ends here";
