import { negation } from "./operator.ts";
import { StringEquals } from "./StringEquals.ts";

export const StringNotEquals = negation("StringNotEquals", StringEquals);
