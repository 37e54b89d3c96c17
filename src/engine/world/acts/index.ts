/** Every act on what surrounds the keys, by name. */
import type { JsonObject } from "#wire/json.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import { managedKeyActs } from "../managed-keys/managed-keys.ts";
import { Refused, type ActName, type Acts, type WorldActTools } from "./act.ts";
import { identityActs } from "./identities.ts";
import { networkActs } from "./network.ts";
import { organizationActs } from "./organization.ts";
import { policyActs } from "./policies.ts";
import { regionActs } from "./regions.ts";

const ACTS: Acts<ActName> = {
  ...identityActs,
  ...policyActs,
  ...organizationActs,
  ...networkActs,
  ...managedKeyActs,
  ...regionActs,
};

/** Writes what the act changes. @throws Refused with the service's code as its name. */
export async function actOn(act: WorldAct, tools: WorldActTools): Promise<void> {
  const name: unknown = (act as { act?: unknown } | null)?.act;
  if (typeof name !== "string" || !Object.hasOwn(ACTS, name))
    throw new Refused("InvalidAction", "There is no such act on a world.");
  await (ACTS[name as ActName] as (act: WorldAct, tools: WorldActTools) => Promise<void> | void)(act, tools);
}

/** What the log keeps of it: no act on the surroundings carries a secret. */
export const loggedAct = (act: WorldAct): JsonObject =>
  Object.fromEntries(Object.entries(act).filter(([name]) => name !== "act"));
