import { IpAddress } from "./IpAddress.ts";
import { negation } from "./operator.ts";

/** What is no address is neither inside a network nor outside (measured). */
export const NotIpAddress = negation("NotIpAddress", IpAddress, { unreadable: false });
