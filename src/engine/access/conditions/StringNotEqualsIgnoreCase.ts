import { negation } from "./operator.ts";
import { StringEqualsIgnoreCase } from "./StringEqualsIgnoreCase.ts";

export const StringNotEqualsIgnoreCase = negation("StringNotEqualsIgnoreCase", StringEqualsIgnoreCase);
