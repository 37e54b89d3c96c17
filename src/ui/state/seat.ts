/** The tab's seat in the URL: `?world=…&who=111122223333:role/App&region=us-east-1`, each left out when it is the default. */
import type { Seat } from "#client/face.ts";
import type { WorldView } from "#glass/views.ts";

export interface SeatSearch {
  readonly world?: string;
  readonly who?: string;
  readonly region?: string;
}

export const SEAT_KEYS = ["world", "who", "region"] as const;

export function seatSearch(search: Readonly<Record<string, unknown>>): SeatSearch {
  const found: Record<string, string> = {};
  for (const key of SEAT_KEYS) {
    const value = search[key];
    if (typeof value === "string" && value !== "") found[key] = value;
  }
  return found;
}

/** `111122223333:role/App` of `arn:aws:iam::111122223333:role/App`. */
export const whoOfArn = (arn: string): string => arn.split(":").slice(4).join(":");

/** The seat that the URL asks for in this world; what it does not say, or says wrongly, is the default. */
export function seatOf(world: WorldView, search: SeatSearch): Seat {
  const principals = world.accounts.flatMap(({ principals }) => principals);
  const asked = principals.find(({ arn }) => whoOfArn(arn) === search.who);
  return {
    world: world.id,
    principalArn: asked?.arn ?? defaultPrincipal(world),
    region: world.regions.find((region) => region === search.region) ?? defaultRegion(world),
    from: "internet",
  };
}

/** The search that leads back to this seat. */
export function searchOfSeat(
  world: WorldView,
  seat: Partial<Seat>,
): { who?: string | undefined; region?: string | undefined } {
  return {
    ...(seat.principalArn !== undefined && {
      who: seat.principalArn === defaultPrincipal(world) ? undefined : whoOfArn(seat.principalArn),
    }),
    ...(seat.region !== undefined && { region: seat.region === defaultRegion(world) ? undefined : seat.region }),
  };
}

export const sameSeat = (a: Seat | null, b: Seat): boolean =>
  a !== null && a.world === b.world && a.principalArn === b.principalArn && a.region === b.region && a.from === b.from;

/** Role App of the first account, where there is one. */
function defaultPrincipal(world: WorldView): string {
  const inFirst = world.accounts[0]?.principals ?? [];
  const chosen =
    inFirst.find(({ kind, name }) => kind === "role" && name === "App") ??
    inFirst.find(({ kind }) => kind === "role") ??
    inFirst[0];
  return chosen?.arn ?? "";
}

const defaultRegion = (world: WorldView): string => world.regions[0] ?? "us-east-1";
