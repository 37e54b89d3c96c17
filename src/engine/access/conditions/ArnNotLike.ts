import { ArnLike } from "./ArnLike.ts";
import { negation } from "./operator.ts";

/** What is no ARN matches neither this nor ArnLike (measured). */
export const ArnNotLike = negation("ArnNotLike", ArnLike, { unreadable: false });
