import { ArnNotLike } from "./ArnNotLike.ts";

/** The same as ArnNotLike, wildcards included (measured). */
export const ArnNotEquals = { ...ArnNotLike, name: "ArnNotEquals" };
