import { dated } from "./dates.ts";

export const DateGreaterThan = dated("DateGreaterThan", (order) => order > 0);
