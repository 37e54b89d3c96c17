/** The Regions of a world: those that every account of it has, and those that an account must enable first. */
import type { Reads } from "../storage/state.ts";

/**
 * Regions that AWS enables for nobody: all that it opened after 20 March 2019, China and GovCloud aside (AWS Account Management Reference
 * Guide, 2026).
 */
export const OPT_IN_REGIONS: readonly string[] = [
  "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7",
  "ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1",
].flatMap((line) => line.split(" "));

const ALL = Number.MAX_SAFE_INTEGER;

const ofAll = (rows: Reads): readonly string[] => rows.get("settings", "settings")?.regions ?? [];

/** First those that every account has, the usual one before the others. */
export function regionsOf(rows: Reads): readonly string[] {
  const enabled = rows.range("accounts", "all", null, ALL).flatMap(({ regions = [] }) => regions);
  return enabled.length === 0 ? ofAll(rows) : [...new Set([...ofAll(rows), ...enabled.toSorted()])];
}

/** As every call asks for them. */
export interface Regions {
  /** That of unsigned calls. */
  readonly first: string;
  includes(region: string): boolean;
}

export const regionsIn = (rows: Reads): Regions => ({
  get first() {
    return ofAll(rows)[0] ?? "us-east-1";
  },
  includes: (region) => ofAll(rows).includes(region) || regionsOf(rows).includes(region),
});

/** Whether an account may use the Region. `account`: its id; empty for a service of AWS, which is everywhere. */
export const hasRegion = (account: string, region: string, rows: Reads): boolean =>
  account === "" || ofAll(rows).includes(region) || rows.get("accounts", account)?.regions?.includes(region) === true;
