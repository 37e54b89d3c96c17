import { globMatches, readGlob } from "../glob.ts";
import { textual } from "./operator.ts";

/** Case counts; `*` crosses slashes, colons and lines. */
export const StringLike = textual("StringLike", (value) => {
  const glob = readGlob(value);
  return (given) => globMatches(glob, given);
});
