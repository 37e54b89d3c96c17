import { dated } from "./dates.ts";

export const DateGreaterThanEquals = dated("DateGreaterThanEquals", (order) => order >= 0);
