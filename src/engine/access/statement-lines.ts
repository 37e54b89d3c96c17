/** Where the statements of a policy document stand in its text. */
import { isObject, member, parseJson, type JsonValue } from "#wire/json.ts";

export interface StatementLine {
  /** From 1. */
  readonly line: number;
  /** A document with nothing but this statement. */
  readonly alone: string;
}

/** Empty for what is no JSON object with statements. */
export function statementLines(text: string): readonly StatementLine[] {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch {
    return [];
  }
  if (!isObject(json)) return [];
  const element = member(json, "Statement");
  if (element === undefined) return [];
  const statements = Array.isArray(element) ? (element as readonly JsonValue[]) : [element];
  const starts = startsOf(text, Array.isArray(element));
  return statements.map((statement, i) => ({
    line: text.slice(0, starts[i] ?? 0).split("\n").length,
    alone: JSON.stringify({ ...json, Statement: [statement] }),
  }));
}

/** Offsets of the statements in a text that is known to be JSON: one pass that knows strings and depth. */
function startsOf(text: string, listed: boolean): readonly number[] {
  const depthOf = listed ? 2 : 1;
  const starts: number[] = [];
  let [depth, inside, name] = [0, false, ""];
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    if (c === '"') {
      const begin = at;
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
      if (depth === 1) name = text.slice(begin + 1, at);
    } else if (c === ":" && depth === 1) inside = name === "Statement";
    else if (c === "{" || c === "[") {
      if (inside && c === "{" && depth === depthOf) starts.push(at);
      depth++;
    } else if (c === "}" || c === "]") depth--;
    else if (c === "," && depth === 1) inside = false;
  }
  return starts;
}
