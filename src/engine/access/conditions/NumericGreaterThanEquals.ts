import { numeric } from "./decimals.ts";

export const NumericGreaterThanEquals = numeric("NumericGreaterThanEquals", (order) => order >= 0);
