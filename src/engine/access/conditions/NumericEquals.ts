import { numeric } from "./decimals.ts";

export const NumericEquals = numeric("NumericEquals", (order) => order === 0);
