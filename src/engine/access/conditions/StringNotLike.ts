import { negation } from "./operator.ts";
import { StringLike } from "./StringLike.ts";

export const StringNotLike = negation("StringNotLike", StringLike);
