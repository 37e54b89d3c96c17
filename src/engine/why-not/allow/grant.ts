import { PERMISSIONS } from "../../access/permissions.ts";
import type { Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** A grant for the caller, whose token goes with the call: a new grant is not known everywhere at once. */
export const grant: Maker = (situation) => {
  const { key, decision, asked, operation } = situation;
  const as = situation.doer("kms:CreateGrant");
  if (key === null || decision === null || as === null || !isDenied(situation)) return [];
  const { action, resource } = decision;
  if (resource !== key.arn || PERMISSIONS.get(action)?.grantable !== true) return [];
  const input = { KeyId: key.arn, GranteePrincipal: asked.principal, Operations: [action.slice("kms:".length)] };
  const make = { do: "call", as, region: key.region, operation: "CreateGrant", input } as const;
  const pass = { do: "ask", change: { change: "grant-token", grantId: null } } as const;
  const steps = operation.input["GrantTokens"] === undefined ? [make] : [make, pass];
  return [{ kind: "grant", reach: 2, about: { action, principal: asked.principal }, steps }];
};
