import { numeric } from "./decimals.ts";

export const NumericLessThan = numeric("NumericLessThan", (order) => order < 0);
