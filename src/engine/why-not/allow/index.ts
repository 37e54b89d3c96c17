/** What might allow a call that is refused. One kind of edit is one file, imported and listed here. */
import type { Maker } from "../candidate.ts";
import { addPrincipal } from "./add-principal.ts";
import { bothSides } from "./both-sides.ts";
import { encryptionContext } from "./encryption-context.ts";
import { grant } from "./grant.ts";
import { grantToken } from "./grant-token.ts";
import { identityPolicy } from "./identity-policy.ts";
import { delegation, keyPolicyStatement } from "./key-policy-statement.ts";
import { keyState } from "./key-state.ts";
import { layerStatement } from "./layer-statement.ts";
import { narrowDeny } from "./narrow-deny.ts";
import { network } from "./network.ts";
import { otherCaller } from "./other-caller.ts";
import { requestAlias } from "./request-alias.ts";
import { widenStatement } from "./widen-statement.ts";
import { withoutSessionPolicy } from "./without-session-policy.ts";

export const ALLOWING: readonly Maker[] = [
  grantToken,
  encryptionContext,
  requestAlias,
  keyState,
  widenStatement,
  identityPolicy,
  grant,
  keyPolicyStatement,
  addPrincipal,
  delegation,
  withoutSessionPolicy,
  layerStatement,
  narrowDeny,
  network,
  otherCaller,
];

/** Asked only where none of those is enough alone. */
export const ALLOWING_TOGETHER: readonly Maker[] = [bothSides];
