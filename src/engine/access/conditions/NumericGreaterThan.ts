import { numeric } from "./decimals.ts";

export const NumericGreaterThan = numeric("NumericGreaterThan", (order) => order > 0);
