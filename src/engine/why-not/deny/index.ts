/** What might refuse a call that is allowed. One kind of edit is one file, imported and listed here. */
import type { Maker } from "../candidate.ts";
import { addDeny } from "./add-deny.ts";
import { detachPolicy } from "./detach-policy.ts";
import { disableKey } from "./disable-key.ts";
import { removeStatement } from "./remove-statement.ts";
import { revokeGrant } from "./revoke-grant.ts";

export const DENYING: readonly Maker[] = [revokeGrant, addDeny, removeStatement, detachPolicy, disableKey];
