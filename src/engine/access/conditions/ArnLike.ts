import { arnMatches, readArn, readArnGlob } from "../glob.ts";
import { Searched } from "../searched.ts";
import type { Operator } from "./operator.ts";

/** Six parts, each compared on its own, so that a `*` stops at a colon; the sixth keeps its colons. */
export const ArnLike: Operator<readonly Searched[]> = {
  name: "ArnLike",
  negated: false,
  variables: true,
  read: (value) => readArn(value)?.map((part) => new Searched(part)),
  unreadable: false,
  demand(value) {
    const glob = readArnGlob(value);
    return glob === null ? null : (given) => arnMatches(glob, given);
  },
};
