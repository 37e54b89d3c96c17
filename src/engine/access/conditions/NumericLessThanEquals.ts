import { numeric } from "./decimals.ts";

export const NumericLessThanEquals = numeric("NumericLessThanEquals", (order) => order <= 0);
