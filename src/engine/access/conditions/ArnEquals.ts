import { ArnLike } from "./ArnLike.ts";

/** The same as ArnLike, wildcards included (measured). */
export const ArnEquals = { ...ArnLike, name: "ArnEquals" };
