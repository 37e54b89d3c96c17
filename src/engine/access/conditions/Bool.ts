import { asWritten } from "../text.ts";
import type { Operator } from "./operator.ts";

const isTrue = (text: string): boolean => text.toLowerCase() === "true";

/** `true` in any case is true, and everything else on either side is false: `Bool: false` matches `yes` (measured). */
export const Bool: Operator<boolean> = {
  name: "Bool",
  negated: false,
  variables: false,
  read: isTrue,
  unreadable: false,
  demand(value) {
    const wanted = isTrue(asWritten(value));
    return (given) => given === wanted;
  },
};
