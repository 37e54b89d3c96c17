/** Whether a caller may do something with a key, asked of the evaluator without a call: the questions that such a call would be asked. */
import { kmsHost } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Decision } from "#glass/trace.ts";
import { invokedBy, viaService, type Caller } from "./access/caller.ts";
import type { RequestFacts } from "./access/context/facts.ts";
import { evaluate } from "./access/evaluate.ts";
import { gather, layersOf, type GatheredLayers } from "./access/gather.ts";
import { PERMISSIONS } from "./access/permissions.ts";
import { mayRetire } from "./access/retire.ts";
import { KmsError } from "./errors.ts";
import { aliasArn } from "./keys/arns.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { KeyRole, Operation } from "./operation.ts";
import { OPERATIONS } from "./operations/index.ts";
import type { Reads } from "./storage/state.ts";
import { routeOf, routeOfService, type Route } from "./world/network.ts";

/** A permission on a key, and where an operation asks for it. */
export interface KeyAction {
  readonly action: string;
  readonly operation: Operation;
  readonly role: Partial<KeyRole>;
}

/** The permissions whose resource is a key, in the order of AWS's table. What KMS does by itself is not among them. */
export const KEY_ACTIONS: ReadonlyMap<string, KeyAction> = new Map(
  [...PERMISSIONS].flatMap(([action, { resource, where }]) => {
    if (where === "nowhere" || (resource !== "key" && resource !== "alias and key")) return [];
    const found = askedBy(action);
    return found === undefined ? [] : [[action, { action, ...found }] as const];
  }),
);

function askedBy(action: string): Omit<KeyAction, "action"> | undefined {
  for (const operation of OPERATIONS.values()) {
    const role = Object.values(operation.keys).find(({ permission }) => permission === action);
    if (role !== undefined) return { operation, role };
    if (operation.decidedByGrant?.permission === action) return { operation, role: {} };
  }
  return undefined;
}

export interface Circumstance {
  /** World time, ms. */
  readonly now: number;
  /** How the call comes in. */
  readonly route: Route;
  readonly viaAlias: string | null;
  readonly context: ReadonlyMap<string, string> | null;
  /** Further members of the input, as on the wire. */
  readonly input: JsonObject;
}

export const routeTo = (rows: Reads, key: KeyRow, from: string): Route => routeOf(rows, from, kmsHost(key.region));

/** Asks for one caller and one key; whatever both have attached is read once. */
export function decider(rows: Reads, caller: Caller, key: KeyRow, circumstance: Circumstance) {
  const { now, input } = circumstance;
  const layers = layersOf(rows, caller, key, { now, input });
  return (action: KeyAction): readonly Decision[] => decisionsFor({ rows, caller, key, circumstance, layers }, action);
}

interface Asker {
  readonly rows: Reads;
  readonly caller: Caller;
  readonly key: KeyRow;
  readonly circumstance: Circumstance;
  readonly layers: GatheredLayers;
}

/** In the order in which the pipeline asks; the last one is decisive: the first that refuses, or the last of all. */
function decisionsFor(
  { rows, caller, key, circumstance, layers }: Asker,
  { action, operation, role }: KeyAction,
): readonly Decision[] {
  const { viaAlias } = circumstance;
  const route = routeOfService(caller, kmsHost(key.region)) ?? circumstance.route;
  const request = requestOf({ operation, role }, caller, key, { ...circumstance, route });
  const asked = { rows, caller, request, vpcEndpoint: route.policy };
  const decisions: Decision[] = [];
  for (const { permission, alias } of operation.permissions ?? []) {
    if (permission !== action || alias === undefined) continue;
    const name = viaAlias ?? rows.range("aliasesTo", key.id, null, 1)[0]?.name ?? "alias/new";
    const resource = aliasArn(key.region, caller.account, name);
    const decision = evaluate(gather({ ...asked, action, resource, policyOf: null, subject: null }));
    decisions.push(decision);
    if (!decision.allowed) return decisions;
  }
  const subject = { key, role, alias: viaAlias, onSameKey: false };
  const onKey = { ...asked, action, resource: key.arn, policyOf: key, subject };
  if (operation.decidedByGrant !== undefined) return [...decisions, retiring(rows, key, onKey)];
  return [...decisions, evaluate(gather({ ...onKey, layers }))];
}

/** By the first grant of the key that the caller may retire. */
function retiring(rows: Reads, key: KeyRow, asked: Parameters<typeof gather>[0]): Decision {
  let first: Decision | null = null;
  for (const grant of rows.range("grantsOf", key.id, null, MOST_GRANTS)) {
    const decision = mayRetire({ question: gather({ ...asked, policyOf: null, grant }), grant, key });
    if (decision.allowed) return decision;
    first ??= decision;
  }
  return (
    first ?? {
      action: asked.action,
      resource: key.arn,
      allowed: false,
      layer: "grant",
      denial: "implicit",
      path: null,
      crossAccount: key.account !== asked.caller.account,
      documents: [],
      decisive: null,
    }
  );
}

/** So many of a key's grants are looked at, for a matrix that is to be there at once. */
const MOST_GRANTS = 200;

function requestOf(
  { operation, role }: Pick<KeyAction, "operation" | "role">,
  caller: Caller,
  key: KeyRow,
  { now, route, context, input }: Circumstance,
): RequestFacts {
  const members = membersOf(operation, input);
  if (context !== null && role.context !== undefined) members[role.context] = context;
  return {
    input: members,
    sent: input,
    region: key.region,
    now,
    userAgent: invokedBy(caller) ?? "",
    network: route.facts,
    viaService: viaService(caller, key.region),
    source: caller.source,
    attested: null,
  };
}

/** Those members that can be read, defaults filled in; a question is no call, so nothing is missing. */
function membersOf({ input: fields }: Operation, json: JsonObject): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const violations: string[] = [];
    try {
      const value = field.read(Object.hasOwn(json, name) ? json[name] : undefined, name, violations);
      if (violations.length === 0) members[name] = value;
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
    }
  }
  return members;
}
