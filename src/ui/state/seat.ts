/** The tab's seat in the URL: `?world=…&who=111122223333:role/App&region=us-east-1`, each left out when it is the default. */
import type { Seat } from "#client/face.ts";
import type { WorldView } from "#glass/views.ts";

export interface SeatSearch {
  readonly world?: string;
  readonly who?: string;
  readonly region?: string;
  /** Name of a VPC. */
  readonly from?: string;
  /** Name of the VPC to whose instance the role's credentials were delivered, when they are used from elsewhere. */
  readonly carried?: string;
  /** A role taken with AssumeRole: by whom, the session's name, its policy, its source identity, and `1`: with the MFA device. */
  readonly by?: string;
  readonly session?: string;
  readonly policy?: string;
  readonly source?: string;
  readonly mfa?: string;
  /** A service of AWS that calls in the principal's name, `s3`. */
  readonly via?: string;
}

export const SEAT_KEYS = [
  "world",
  "who",
  "region",
  "from",
  "carried",
  "by",
  "session",
  "policy",
  "source",
  "mfa",
  "via",
] as const;

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
  const named = (who: string | undefined) => principals.find(({ arn }) => whoOfArn(arn) === who);
  const by = named(search.by);
  const from = vpcNamed(world, search.from) ?? INTERNET;
  const carriedFrom = vpcNamed(world, search.carried);
  return {
    world: world.id,
    principalArn: named(search.who)?.arn ?? defaultPrincipal(world),
    region: world.regions.find((region) => region === search.region) ?? defaultRegion(world),
    from,
    ...(carriedFrom !== undefined && carriedFrom !== from && { carriedFrom }),
    ...(/^[a-z\d-]+$/.test(search.via ?? "") && { via: search.via }),
    ...(by !== undefined && {
      assume: {
        by: by.arn,
        sessionName: search.session ?? USUAL_SESSION,
        policy: search.policy ?? null,
        sourceIdentity: search.source,
        mfa: search.mfa === "1" || undefined,
      },
    }),
  };
}

const INTERNET = "internet";
const vpcNamed = (world: WorldView, called: string | undefined): string | undefined =>
  world.vpcs.find(({ name }) => name === called)?.id;
/** The name of a session of which nobody said another. */
const USUAL_SESSION = "keyglass";

/** How the place is called in which a seat stands. */
export const placeName = (world: WorldView, from: string): string =>
  world.vpcs.find(({ id }) => id === from)?.name ?? from;

/** The search that leads back to this seat; another principal is somebody else, so how the last one was taken and who called for it go with it. */
export function searchOfSeat(
  world: WorldView,
  seat: Partial<Seat>,
): { readonly [K in Exclude<keyof SeatSearch, "world">]?: string | undefined } {
  const { principalArn, region, from, carriedFrom, assume } = seat;
  return {
    ...(principalArn !== undefined && {
      who: principalArn === defaultPrincipal(world) ? undefined : whoOfArn(principalArn),
      by: assume === undefined ? undefined : whoOfArn(assume.by),
      session: assume === undefined || assume.sessionName === USUAL_SESSION ? undefined : assume.sessionName,
      policy: assume?.policy ?? undefined,
      source: assume?.sourceIdentity,
      mfa: assume?.mfa && "1",
    }),
    ...((principalArn !== undefined || "via" in seat) && { via: seat.via }),
    ...(region !== undefined && { region: region === defaultRegion(world) ? undefined : region }),
    ...((principalArn !== undefined || from !== undefined || "carriedFrom" in seat) && {
      carried: carriedFrom === undefined ? undefined : placeName(world, carriedFrom),
    }),
    ...(from !== undefined && { from: from === INTERNET ? undefined : placeName(world, from) }),
  };
}

export const sameSeat = (a: Seat | null, b: Seat): boolean =>
  a !== null &&
  a.world === b.world &&
  a.principalArn === b.principalArn &&
  a.region === b.region &&
  a.from === b.from &&
  a.carriedFrom === b.carriedFrom &&
  a.via === b.via &&
  JSON.stringify(a.assume) === JSON.stringify(b.assume);

/** ARN of whoever sits where the URL names nobody: role App of the first account, where there is one. */
export function defaultPrincipal(world: WorldView): string {
  const inFirst = world.accounts[0]?.principals ?? [];
  const chosen =
    inFirst.find(({ kind, name }) => kind === "role" && name === "App") ??
    inFirst.find(({ kind }) => kind === "role") ??
    inFirst[0];
  return chosen?.arn ?? "";
}

const defaultRegion = (world: WorldView): string => world.regions[0] ?? "us-east-1";
