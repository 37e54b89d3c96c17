import { DateEquals } from "./DateEquals.ts";
import { negation } from "./operator.ts";

/** True of what is no date as well (measured). */
export const DateNotEquals = negation("DateNotEquals", DateEquals);
