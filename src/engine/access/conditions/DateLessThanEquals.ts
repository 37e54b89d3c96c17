import { dated } from "./dates.ts";

export const DateLessThanEquals = dated("DateLessThanEquals", (order) => order <= 0);
