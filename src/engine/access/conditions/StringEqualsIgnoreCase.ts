import { asWritten } from "../text.ts";
import { textual } from "./operator.ts";

/** Both sides in lower case. */
export const StringEqualsIgnoreCase = textual(
  "StringEqualsIgnoreCase",
  (value) => {
    const wanted = asWritten(value).toLowerCase();
    return (given) => given === wanted;
  },
  (given) => given.toLowerCase(),
);
