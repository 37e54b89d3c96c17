/**
 * Throw-away copies of a world: overlays that are never committed. Calls and acts run on them through the same code as real ones, and
 * leave nothing in log, audit, quotas or disk.
 */
import type { ProbeCall, ProbeOutcome } from "#glass/pane.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import { kmsHost, UNREACHED, type HttpRequest } from "#wire/http.ts";
import { isObject, parseJson, type JsonObject } from "#wire/json.ts";
import { callerOf } from "./access/authenticate.ts";
import { through, type Caller } from "./access/caller.ts";
import { rootArn } from "./keys/arns.ts";
import { answer, type Ground } from "./pipeline.ts";
import { Overlay, type MemoryState, type Reads } from "./storage/state.ts";
import type { FinishedCall } from "./storage/storage.ts";
import { unreached } from "./unreached.ts";
import type { WorldActTools } from "./world/acts/act.ts";
import { actOn } from "./world/acts/index.ts";
import { SESSION_NAME } from "./world/credentials.ts";
import { delivery, INTERNET, routeOf, routeOfService } from "./world/network.ts";
import { PLAIN, type PrincipalRow } from "./world/rows.ts";

/** What forks share with the world that they are of. */
export interface ForkParts {
  readonly state: MemoryState;
  readonly ground: Ground;
  readonly actTools: Omit<WorldActTools, "rows" | "now">;
}

export interface ForkCall {
  readonly caller: Caller;
  readonly region: string;
  readonly operation: string;
  /** Wire JSON: blobs as base64. */
  readonly input: JsonObject;
  /** `internet`, or the id of a VPC. */
  readonly from: string;
}

/** `body`: as the caller gets it, secrets and all. */
export interface ForkOutcome extends ProbeOutcome {
  readonly body: JsonObject;
}

export class Fork {
  readonly rows: Overlay;
  #now: number;
  readonly #ground: Ground;
  readonly #actTools: ForkParts["actTools"];

  /** `now`: world time in ms at which the fork stands still, until it is told of another; the world's present when left out. */
  constructor({ state, ground, actTools }: ForkParts, now = ground.now()) {
    const fork = new Overlay(state);
    this.rows = fork;
    this.#now = now;
    this.#actTools = actTools;
    this.#ground = {
      ...ground,
      rows: fork,
      now: () => this.#now,
      note: () => {},
      admit: () => {},
      log: () => {},
      recorded: async () => {},
      settled: () => null,
      async commit({ changes }) {
        for (const { table, key, after } of changes) {
          if (after === null) fork.delete(table, key);
          else fork.put(table, after);
        }
      },
    };
  }

  /** World time in ms. */
  get now(): number {
    return this.#now;
  }

  /** Nothing happens on the way: the calendar of a fork stands still. */
  passTo(now: number): void {
    this.#now = now;
  }

  /** @throws Refused, as in the world itself. */
  act(act: WorldAct): Promise<void> {
    return actOn(act, { ...this.#actTools, rows: this.rows, now: this.now });
  }

  async call({ caller, region, operation, input, from }: ForkCall): Promise<ForkOutcome> {
    const host = kmsHost(region);
    const headers = { host, "x-amz-target": `TrentService.${operation}` };
    const request: HttpRequest = {
      method: "POST",
      target: "/",
      headers,
      body: JSON.stringify(input),
    };
    const route = routeOfService(caller, host) ?? routeOf(this.rows, from, host);
    if (route.path.via === "nowhere") {
      const parts = { id: this.#ground.uuid(), now: this.now, region };
      const { call } = unreached(request, { from }, route, "application", parts);
      return { status: UNREACHED, body: {}, trace: traceOf(call) };
    }
    const { response, call } = await answer(this.#ground, request, { from }, "application", {
      trusted: { caller, region },
    });
    const body = response.body.startsWith("{") ? parseJson(response.body) : {};
    return {
      status: response.status,
      body: isObject(body) ? body : {},
      trace: traceOf(call),
    };
  }
}

const traceOf = (call: FinishedCall): ProbeOutcome["trace"] => ({
  ...call.trace(),
  summary: { ...call.summary, seq: 0 },
});

/** Calls one after another on one fork. @throws RangeError for a principal that is not there. */
export async function probe(parts: ForkParts, calls: readonly ProbeCall[]): Promise<readonly ProbeOutcome[]> {
  const fork = new Fork(parts);
  const outcomes: ProbeOutcome[] = [];
  for (const { principal, region, operation, input, from = INTERNET, via } of calls) {
    const caller = callerAs(fork.rows, { principal, via, from }, fork.now);
    const { status, trace } = await fork.call({ caller, region, operation, input, from });
    outcomes.push({ status, trace });
  }
  return outcomes;
}

interface CallerAsked {
  /** ARN of a user, a role or an account's root. */
  readonly principal: string;
  readonly accessKeyId?: string | undefined;
  /** A service that makes the call in its name: `s3`. */
  readonly via?: string | undefined;
  /** Where a role's application is, so that the platform delivers the credentials there; the internet when left out. */
  readonly from?: string | undefined;
}

/**
 * The principal as a caller: by the access key that is named, if it is still there, and otherwise as the platform lends a role to an
 * application. @throws RangeError when there is no such principal.
 */
export function callerAs(rows: Reads, asked: CallerAsked, now: number): Caller {
  const caller = principalAs(rows, asked, now);
  return asked.via === undefined || asked.via === caller.via ? caller : through(caller, asked.via);
}

function principalAs(rows: Reads, { principal: arn, accessKeyId, from = INTERNET }: CallerAsked, now: number): Caller {
  const principal = rows.get("principals", arn) ?? rootOf(rows, arn);
  if (principal === undefined) throw new RangeError(`No principal ${arn}`);
  const signedBy = accessKeyId === undefined ? undefined : rows.get("accessKeys", accessKeyId);
  if (signedBy?.principal === principal.id) return callerOf({ principal, row: signedBy });
  const lent = { ...delivery(from, rows), name: SESSION_NAME, issued: now, sealedToken: "", expires: 0 };
  const session = principal.kind === "role" ? lent : null;
  const row = { id: "", principal: principal.id, account: principal.account, sealedSecret: "", session };
  return callerOf({ principal, row });
}

/** Whether there is such a principal, which may be an account's root. */
export const isThere = (rows: Reads, principal: string): boolean =>
  principal.endsWith(":root") || rows.get("principals", principal) !== undefined;

/** Every account has its root user, whether or not somebody uses it. */
function rootOf(rows: Reads, arn: string): PrincipalRow | undefined {
  const id = /^arn:aws:iam::(\d{12}):root$/.exec(arn)?.[1];
  return id === undefined || rows.get("accounts", id) === undefined ? undefined : rootRow(id);
}

export const rootRow = (account: string): PrincipalRow => ({
  ...PLAIN,
  id: rootArn(account),
  kind: "root",
  name: "root",
  account,
  uniqueId: account,
  policies: [],
  trust: null,
});
