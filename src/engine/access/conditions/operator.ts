/** What a condition operator is. authorization.md 2.3 and 2.4; IfExists and the set operators are no operators: `condition.ts` has them. */
import { asWritten, type Literal } from "../text.ts";

export interface Operator<Given = unknown> {
  /** AWS's name, without prefix and suffix. */
  readonly name: string;
  /** True when none of the policy's values compares; and when the key is missing. */
  readonly negated: boolean;
  /** Whether its values take policy variables (2.6). */
  readonly variables: boolean;
  /** A value of the request as this operator compares it; undefined: it cannot be read. */
  read(value: string): Given | undefined;
  /** What an unreadable value of the request answers. */
  readonly unreadable: boolean;
  /** What a value of the policy demands; null for one that is malformed, with which nothing compares. */
  demand(value: Literal): ((given: Given) => boolean) | null;
}

/** `name` is true exactly where `of` is false. `unreadable`: what it answers where the request's value cannot be read. */
export const negation = <Given>(name: string, of: Operator<Given>, { unreadable = true } = {}): Operator<Given> => ({
  ...of,
  name,
  negated: true,
  unreadable,
});

/** Operators of one kind of value: how both sides are read, and what their order must be. */
export const ordering =
  <Value>(read: (text: string) => Value | undefined, compare: (a: Value, b: Value) => number) =>
  (name: string, holds: (order: number) => boolean): Operator<Value> => ({
    name,
    negated: false,
    variables: false,
    read,
    unreadable: false,
    demand(value) {
      const wanted = read(asWritten(value));
      return wanted === undefined ? null : (given) => holds(compare(given, wanted));
    },
  });

/** Operators on texts as they are. */
export const textual = (
  name: string,
  demand: (value: Literal) => (given: string) => boolean,
  read: (value: string) => string = (value) => value,
): Operator<string> => ({ name, negated: false, variables: true, read, unreadable: false, demand });
