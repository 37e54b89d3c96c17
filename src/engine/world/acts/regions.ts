/** Acts on the Regions of an account, as AWS Account Management has them; here they are done at once. */
import { hasRegion, OPT_IN_REGIONS } from "../regions.ts";
import type { AccountRow } from "../rows.ts";
import { Refused, type Acts, type WorldActTools } from "./act.ts";
import { accountOf } from "./identities.ts";

export const regionActs: Acts<"EnableRegion" | "DisableRegion"> = {
  EnableRegion({ account, region }, { rows }) {
    const row = optIn(account, region, rows);
    if (hasRegion(row.id, region, rows)) return;
    rows.put("accounts", { ...row, regions: [...(row.regions ?? []), region] });
  },

  /** What lies there stays there, out of reach until the Region is enabled again. */
  DisableRegion({ account, region }, { rows }) {
    const row = optIn(account, region, rows);
    rows.put("accounts", { ...row, regions: (row.regions ?? []).filter((each) => each !== region) });
  },
};

/** @NOTE AWS: the sentence is ours; AWS's is not public. */
function optIn(account: string, region: string, rows: WorldActTools["rows"]): AccountRow {
  if (!OPT_IN_REGIONS.includes(region))
    throw new Refused("ValidationException", `The Region ${region} is not one that accounts enable and disable.`);
  return accountOf(account, rows);
}
