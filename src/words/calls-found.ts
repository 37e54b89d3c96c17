/** What the list of calls found, in words. */
import { count, keyNameOfId, number } from "./format.ts";

export interface Found {
  readonly fit: number;
  /** All calls of the world. */
  readonly total: number;
  /** The filter was held against all of them. */
  readonly whole: boolean;
  readonly filtered: boolean;
}

/** `10 calls in this world’s log`; with a filter `3 of 10 calls fit`, and `at least` where not all were looked at yet. */
export function foundWords({ fit, total, whole, filtered }: Found): string {
  if (!filtered) return `${count(total, "call")} in this world’s log`;
  const some = whole ? number(fit) : `At least ${number(fit)}`;
  return `${some} of ${count(total, "call")} ${fit === 1 ? "fits" : "fit"}`;
}

/** What a filter asks for: `Refused, by role Admin`. `caller` as in the address: `111122223333:role/Admin`. */
export function filterWords(
  filter: {
    readonly operation?: string;
    readonly caller?: string;
    readonly result?: "ok" | "error";
    readonly key?: string;
  },
  nameOfCaller: (caller: string) => string,
): string {
  const { operation, caller, result, key } = filter;
  return [
    ...(operation === undefined ? [] : [operation]),
    ...(result === undefined ? [] : [result === "ok" ? "Went through" : "Refused"]),
    ...(caller === undefined ? [] : [`by ${nameOfCaller(caller)}`]),
    ...(key === undefined ? [] : [`with ${keyNameOfId(key)}`]),
  ].join(", ");
}
