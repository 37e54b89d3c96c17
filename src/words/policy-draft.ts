/** Writing statements into the text of a policy, as a form would. What is not JSON is left to the reader. */

/** A statement as JSON, in the order in which AWS's examples write it. */
export interface StatementJson {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: { readonly AWS: string | readonly string[] } | "*";
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The text with this statement as its last, indented by two; null when the text is no policy. */
export function withStatement(text: string, statement: StatementJson): string | null {
  const policy = policyOf(text);
  return policy === null ? null : print({ ...policy, Statement: [...statementsOf(policy), statement] });
}

/** The same in place of the statement that has its Sid, where there is one. */
export function withNamedStatement(text: string, statement: StatementJson): string | null {
  const policy = policyOf(text);
  if (policy === null) return null;
  const statements = statementsOf(policy);
  const at = statements.findIndex((each) => isRecord(each) && each["Sid"] === statement.Sid);
  if (at < 0) return withStatement(text, statement);
  return print({ ...policy, Statement: statements.with(at, statement) });
}

/** The text under another Id, where it has the one that is expected; null when it is no policy. */
export function withId(text: string, { from, to }: { readonly from: string; readonly to: string }): string | null {
  const policy = policyOf(text);
  if (policy === null) return null;
  return policy["Id"] === from ? print({ ...policy, Id: to }) : text;
}

/** The text without the statements at these places, from 0; null when none would be left. */
export function withoutStatements(text: string, places: readonly number[]): string | null {
  const policy = policyOf(text);
  if (policy === null) return null;
  const left = statementsOf(policy).filter((_, at) => !places.includes(at));
  return left.length === 0 ? null : print({ ...policy, Statement: left });
}

/** A document that holds only this statement. */
export const policyWith = (statement: StatementJson): string =>
  print({ Version: "2012-10-17", Statement: [statement] });

/** Indented for reading; a text that is no JSON stays as it is. */
export function pretty(text: string): string {
  try {
    return print(JSON.parse(text));
  } catch {
    return text;
  }
}

/** A policy that says nothing yet. */
export const EMPTY_POLICY = `{
  "Version": "2012-10-17",
  "Statement": []
}`;

type Json = Readonly<Record<string, unknown>>;

const print = (json: unknown): string => JSON.stringify(json, null, 2);

function policyOf(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json : null;
  } catch {
    return null;
  }
}

function statementsOf({ Statement }: Json): readonly unknown[] {
  return Array.isArray(Statement) ? Statement : Statement === undefined ? [] : [Statement];
}

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
