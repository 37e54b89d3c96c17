import { NumericEquals } from "./NumericEquals.ts";
import { negation } from "./operator.ts";

/** True of what is no number as well (measured). */
export const NumericNotEquals = negation("NumericNotEquals", NumericEquals);
