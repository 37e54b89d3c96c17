import { globMatches, readGlob } from "../glob.ts";
import { Searched } from "../searched.ts";
import type { Operator } from "./operator.ts";

/** Case counts; `*` crosses slashes, colons and lines. */
export const StringLike: Operator<Searched> = {
  name: "StringLike",
  negated: false,
  variables: true,
  read: (value) => new Searched(value),
  unreadable: false,
  demand(value) {
    const glob = readGlob(value);
    return (given) => globMatches(glob, given);
  },
};
