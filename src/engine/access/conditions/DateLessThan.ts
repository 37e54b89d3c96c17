import { dated } from "./dates.ts";

export const DateLessThan = dated("DateLessThan", (order) => order < 0);
