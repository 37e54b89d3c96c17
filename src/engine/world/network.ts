/**
 * The simulated network between the application and KMS: where a name leads from where somebody stands, and as which address KMS sees
 * them. Addresses of the internet are of the ranges for documentation (RFC 5737): no packet ever leaves the browser.
 */
import { kmsHost } from "#wire/http.ts";
import type { NetworkPath } from "#glass/trace.ts";
import type { Caller } from "../access/caller.ts";
import type { Document } from "../access/question.ts";
import { endpointPolicy } from "../access/row-documents.ts";
import type { Reads } from "../storage/state.ts";
import type { Delivery, VpcRow } from "./rows.ts";

/** How a call comes in: from the internet with an address there, or by a VPC's endpoint. */
type NetworkFacts =
  | { readonly sourceIp: string | null; readonly endpoint: null }
  | {
      readonly sourceIp: null;
      readonly endpoint: { readonly id: string; readonly vpc: string; readonly sourceIp: string };
    };

export interface Route {
  readonly path: NetworkPath;
  /** For condition keys. */
  readonly facts: NetworkFacts;
  /** Of the endpoint by which the call comes; null when it comes by none. */
  readonly policy: Document | null;
}

/** Where the application is when nobody said otherwise. */
export const INTERNET = "internet";
/** Of the application on the internet, and of every NAT gateway. */
export const SOURCE_ADDRESS = "192.0.2.10";
const NAT_ADDRESS = "192.0.2.77";
/** Of the machines of every service of AWS's. */
const SERVICE_ADDRESS = "203.0.113.254";
/** Simulated ms that a connection is waited for before it is given up; the application's SDK is set to it. */
export const CONNECTION_TIMEOUT_MS = 5_000;

/** How a request to `host` goes from `from`: `internet`, or the id of a VPC. */
export function routeOf(rows: Reads, from: string, host: string): Route {
  if (from === INTERNET) return fromInternet(host);
  const vpc = rows.get("vpcs", from);
  return vpc === undefined ? nowhere(from) : fromVpc(vpc, host);
}

const direct = new Map<string, Route>();
const ROUTES_KEPT = 100;

/** Every call asks, so the few hosts' routes are kept. */
function fromInternet(host: string): Route {
  const known = direct.get(host);
  if (known !== undefined) return known;
  if (direct.size >= ROUTES_KEPT) direct.clear();
  const route = open({
    vpc: null,
    resolver: "a public resolver",
    addresses: publicAddresses(host),
    via: "internet",
    endpoint: null,
    source: SOURCE_ADDRESS,
  });
  direct.set(host, route);
  return route;
}

/** A service calls from machines of its own, by no endpoint of anybody's; null when no service makes the call. */
export function routeOfService({ kind, arn, via }: Caller, host: string): Route | null {
  if (via === null && kind !== "service") return null;
  const service = via === null ? arn : `${via}.amazonaws.com`;
  return open({
    vpc: null,
    resolver: "the resolver of AWS",
    addresses: publicAddresses(host),
    via: "service",
    service,
    endpoint: null,
    source: SERVICE_ADDRESS,
  });
}

const inVpc = new WeakMap<VpcRow, Map<string, Route>>();

function fromVpc(vpc: VpcRow, host: string): Route {
  let routes = inVpc.get(vpc);
  if (routes === undefined) inVpc.set(vpc, (routes = new Map<string, Route>()));
  let route = routes.get(host);
  if (route === undefined) {
    if (routes.size >= ROUTES_KEPT) routes.clear();
    routes.set(host, (route = findRoute(vpc, host)));
  }
  return route;
}

function findRoute({ id, name, cidr, region, internet, endpoint }: VpcRow, host: string): Route {
  const net = cidr.split(".").slice(0, 2).join(".");
  const about = {
    vpc: { id, name, cidr },
    resolver: `the resolver of the VPC, ${net}.0.2`,
    endpoint: endpoint === null ? null : { id: endpoint.id, privateDns: endpoint.privateDns },
  };
  const toEndpoint =
    endpoint !== null && ((endpoint.privateDns && host === kmsHost(region)) || host.startsWith(`${endpoint.id}-`));
  if (toEndpoint) {
    const source = instanceAddress(cidr);
    return {
      path: { ...about, addresses: [`${net}.1.10`, `${net}.2.10`], via: "endpoint", source },
      facts: { sourceIp: null, endpoint: { id: endpoint.id, vpc: id, sourceIp: source } },
      policy: endpointPolicy(endpoint, ""),
    };
  }
  const addresses = publicAddresses(host);
  if (internet) return open({ ...about, addresses, via: "nat", source: NAT_ADDRESS });
  return { ...NO_WAY, path: { ...about, addresses, via: "nowhere", source: null } };
}

/** Of the one instance that an application in a VPC runs on. */
const instanceAddress = (cidr: string): string => `${cidr.split(".").slice(0, 2).join(".")}.1.25`;

/** What a session has of it that EC2 delivers a role's credentials to an application at `from`: nothing outside of every VPC. */
export function delivery(from: string, rows: Reads): { readonly delivered?: Delivery } {
  const vpc = rows.get("vpcs", from);
  return vpc === undefined ? {} : { delivered: { vpc: vpc.id, privateIp: instanceAddress(vpc.cidr) } };
}

const open = (path: NetworkPath): Route => ({
  path,
  facts: { sourceIp: path.source, endpoint: null },
  policy: null,
});

const NO_WAY = { facts: { sourceIp: null, endpoint: null }, policy: null } as const;

/** A VPC that is no more: nobody is there to send anything. */
const nowhere = (from: string): Route => ({
  ...NO_WAY,
  path: {
    vpc: { id: from, name: from, cidr: "" },
    resolver: "",
    addresses: [],
    via: "nowhere",
    endpoint: null,
    source: null,
  },
});

/** Two addresses that are always the same for a name. */
function publicAddresses(host: string): readonly string[] {
  let sum = 0;
  for (const letter of host) sum = (sum * 31 + letter.charCodeAt(0)) % 253;
  return [`198.51.100.${sum + 1}`, `203.0.113.${((sum * 7) % 253) + 1}`];
}
