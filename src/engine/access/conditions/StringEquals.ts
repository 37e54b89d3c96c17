import { asWritten } from "../text.ts";
import { textual } from "./operator.ts";

/** Case counts, and a `*` is only a `*`. */
export const StringEquals = textual("StringEquals", (value) => {
  const wanted = asWritten(value);
  return (given) => given === wanted;
});
