import { dated } from "./dates.ts";

export const DateEquals = dated("DateEquals", (order) => order === 0);
