import type { CallFilter, WorldView } from "#glass/views.ts";
import { whoOfArn } from "../../state/seat.ts";

/** The filter of the list as the URL holds it. `caller` is a principal as in the seat: `111122223333:role/App`. */
export interface CallsSearch {
  readonly operation?: string;
  readonly caller?: string;
  readonly result?: "ok" | "error";
  /** Key ARN. */
  readonly key?: string;
}

export function callsSearch(search: Readonly<Record<string, unknown>>): CallsSearch {
  const { operation, caller, result, key } = search;
  return {
    ...(isText(operation) && { operation }),
    ...(isText(caller) && { caller }),
    ...((result === "ok" || result === "error") && { result }),
    ...(isText(key) && { key }),
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Null for a filter that names a principal whom this world does not have: nothing can fit it. */
export function filterOf(search: CallsSearch, world: WorldView): CallFilter | null {
  const { caller, ...rest } = search;
  if (caller === undefined) return rest;
  const principal = world.accounts.flatMap(({ principals }) => principals).find(({ arn }) => whoOfArn(arn) === caller);
  return principal === undefined ? null : { ...rest, principal: principal.arn };
}
