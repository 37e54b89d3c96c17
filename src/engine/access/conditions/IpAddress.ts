import { asWritten } from "../text.ts";
import { isIn, readAddress, readNetwork, type Address } from "./addresses.ts";
import type { Operator } from "./operator.ts";

/** An address in a network; an address alone is a network of one. */
export const IpAddress: Operator<Address> = {
  name: "IpAddress",
  negated: false,
  variables: false,
  read: readAddress,
  unreadable: false,
  demand(value) {
    const network = readNetwork(asWritten(value));
    return network === undefined ? null : (given) => isIn(given, network);
  },
};
