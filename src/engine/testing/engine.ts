/** An engine for tests: fixed clock, seeded ids, memory storage. Calls go through the front door, signed. */
import { base64, hex, utf8, type Bytes } from "#wire/bytes.ts";
import { formatRequest, kmsHost, parseResponse, type Beside, type HttpResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  formatScope,
  stringToSign,
  TERMINATOR,
  type Scope,
  type Signable,
} from "#wire/sigv4.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { DoorRules, Engine, Tools } from "../api.ts";
import { openEngine } from "../engine.ts";
import { newWorld } from "../new-world.ts";
import { MemoryStorage } from "../storage/memory.ts";
import type { WorldStorage } from "../storage/storage.ts";
import { METADATA_HOST } from "../world/credentials.ts";

/** 23 November 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);
export const ADMIN = "arn:aws:iam::111122223333:role/Admin";
export const APP = "arn:aws:iam::111122223333:role/App";
export const REPORT = "arn:aws:iam::111122223333:role/Report";
export const ZOE = "arn:aws:iam::111122223333:user/Zoe";
export const GREEN_ETL = "arn:aws:iam::444455556666:role/GreenEtl";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, never> & JsonObject;
  readonly headers: HttpResponse["headers"];
  /** Exception name, or null. */
  readonly error: string | null;
  readonly message: string | null;
}

export interface TestEngine {
  readonly engine: Engine;
  readonly storage: WorldStorage;
  /** Moves the real clock that drives world time (ms). */
  tick(ms: number): void;
  call(operation: string, input?: JsonObject, options?: CallOptions): Promise<Answer>;
  /** Any request as text, as sent. */
  raw(request: string): Promise<Answer>;
  /** A signed request as text, to be sent later or altered. */
  sign(operation: string, body: string, options?: CallOptions): Promise<string>;
  /** A principal's present credentials, as the application gets them on the internet, or in the VPC with that id. */
  credentials(principal: string, from?: string): Promise<Credentials>;
  trace(answer: Answer): Promise<CallTrace>;
  /** Everything the world holds, as text: two equal ones mean that nothing changed. */
  snapshot(): Promise<string>;
  /** ARN of `alias/orders`. */
  readonly orders: string;
}

export interface CallOptions {
  /** Principal ARN; Admin when left out. */
  readonly as?: string;
  readonly region?: string;
  /** Signs in the query, for this many seconds; in a header when left out. */
  readonly presigned?: number;
  /** Id of a VPC; the internet when left out. */
  readonly from?: string;
}

const BESIDE: Beside = { from: "internet" };

/** Deterministic bytes: a small generator that is good enough for ids in tests and for nothing else. */
export function seeded(seed: number): (bytes: number) => Bytes {
  let state = seed >>> 0 || 1;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      bytes[i] = state & 0xff;
    }
    return bytes;
  };
}

export async function createTestEngine(
  options: {
    readonly seed?: number;
    /** Instead of the seeded one. */
    readonly random?: Tools["random"];
    readonly storage?: WorldStorage;
    readonly door?: DoorRules;
    /** Takes what the engine reports as unexpected; without it, that fails the test. */
    readonly reports?: unknown[];
  } = {},
): Promise<TestEngine> {
  let real = 0;
  // The timers of this moment, fake ones perhaps: engines of other tests in this thread go on with theirs.
  const { setTimeout, clearTimeout } = globalThis;
  const tools: Tools = {
    wall: () => NOON,
    steady: () => real,
    random: options.random ?? seeded(options.seed ?? 1),
    timers: {
      set: (run, ms) => setTimeout(run, ms),
      clear: (timer) => clearTimeout(timer as ReturnType<typeof globalThis.setTimeout> | undefined),
    },
    report: (error) => {
      if (options.reports === undefined) throw error;
      options.reports.push(error);
    },
  };
  const storage = options.storage ?? new MemoryStorage();
  let stored = await storage.load();
  if (stored === null) {
    await storage.create(await newWorld(tools));
    stored = await storage.load();
  }
  if (stored === null) throw new Error("a world that was created loads");
  const engine = openEngine({ id: "test", name: "Test" }, stored, storage, tools, options.door);
  const held = new Map<string, Credentials>();

  const send = async (request: string, from = BESIDE.from): Promise<Answer> => {
    const { status, headers, body } = parseResponse(await engine.handle(request, { from }));
    const json = (body.startsWith("{") ? JSON.parse(body) : {}) as Answer["body"];
    const type = json["__type"] as string | undefined;
    return {
      status,
      headers,
      body: json,
      error: type ?? null,
      message: ((json["message"] ?? json["Message"]) as string | undefined) ?? null,
    };
  };
  const credentialsOf = async (principal: string, from = BESIDE.from): Promise<Credentials> => {
    const kept = held.get(`${principal} ${from}`);
    const now = (await engine.glass.world()).clock.now;
    if (kept !== undefined && (kept.Expiration === undefined || Date.parse(kept.Expiration) > now)) return kept;
    const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(principal)}`;
    const { body } = parseResponse(
      await engine.handle(formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" }), {
        from,
      }),
    );
    const fresh = JSON.parse(body) as Credentials;
    held.set(`${principal} ${from}`, fresh);
    return fresh;
  };
  const sign = async (
    operation: string,
    body: string,
    { as = ADMIN, region = "us-east-1", presigned: life, from }: CallOptions = {},
  ): Promise<string> => {
    const now = (await engine.glass.world()).clock.now;
    const credentials = await credentialsOf(as, from);
    if (life !== undefined) return presigned(operation, body, region, credentials, now, life);
    return signed(operation, body, region, credentials, now);
  };
  const orders = (await engine.glass.keys({}, null, 1)).items[0]?.arn ?? "";
  return {
    engine,
    storage,
    orders,
    tick: (ms) => (real += ms),
    sign,
    credentials: credentialsOf,
    raw: (request) => send(request),
    call: async (operation, input = {}, callOptions = {}) =>
      send(await sign(operation, JSON.stringify(input), callOptions), callOptions.from),
    trace: async (answer) => {
      const trace = await engine.glass.call(answer.headers["x-amzn-requestid"] ?? "");
      if (trace === null) throw new Error("no trace of this call");
      return trace;
    },
    snapshot: async () => {
      await engine.flush();
      const { rows } = (await storage.load()) ?? { rows: [] };
      return JSON.stringify(
        rows
          .filter(({ table }) => table !== "usage" && table !== "accessKeys")
          .map((entry) => JSON.stringify(entry))
          .toSorted(),
      );
    },
  };
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token?: string;
  readonly Expiration?: string;
}

/** A signed request as text; `now` in ms since 1970. */
export async function signed(
  operation: string,
  body: string,
  region: string,
  credentials: Credentials,
  now: number,
  host = kmsHost(region),
): Promise<string> {
  const timestamp = basicTimestamp(now);
  const scope = { date: timestamp.slice(0, 8), region, service: "kms", terminator: TERMINATOR };
  const headers: Record<string, string> = {
    host,
    "content-type": "application/x-amz-json-1.1",
    "x-amz-date": timestamp,
    "x-amz-target": `TrentService.${operation}`,
    ...(credentials.Token === undefined ? {} : { "x-amz-security-token": credentials.Token }),
  };
  const request = { method: "POST", target: "/", headers };
  const names = Object.keys(headers).toSorted();
  headers["authorization"] =
    `${ALGORITHM} Credential=${credentials.AccessKeyId}/${formatScope(scope)}, SignedHeaders=${names.join(";")}, Signature=${await signature(request, names, body, timestamp, scope, credentials)}`;
  return formatRequest({ ...request, body });
}

/** A request signed in its query as text, good for `life` seconds. */
export async function presigned(
  operation: string,
  body: string,
  region: string,
  credentials: Credentials,
  now: number,
  life: number,
): Promise<string> {
  const headers = {
    host: kmsHost(region),
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `TrentService.${operation}`,
  };
  const target = await presignedTarget(headers, body, { service: "kms", region }, credentials, now, life);
  return formatRequest({ method: "POST", target, headers, body });
}

/** Where a POST goes that is signed in its query, all its headers with it, for `life` seconds. */
export async function presignedTarget(
  headers: Readonly<Record<string, string>>,
  body: string,
  where: Pick<Scope, "service" | "region">,
  credentials: Credentials,
  now: number,
  life: number,
): Promise<string> {
  const timestamp = basicTimestamp(now);
  const scope = { date: timestamp.slice(0, 8), ...where, terminator: TERMINATOR };
  const names = Object.keys(headers).toSorted();
  const query = new URLSearchParams({
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `${credentials.AccessKeyId}/${formatScope(scope)}`,
    "X-Amz-Date": timestamp,
    "X-Amz-Expires": String(life),
    "X-Amz-SignedHeaders": names.join(";"),
    ...(credentials.Token === undefined ? {} : { "X-Amz-Security-Token": credentials.Token }),
  });
  const request = { method: "POST", target: `/?${query.toString()}`, headers };
  const signed = await signature(request, names, body, timestamp, scope, credentials);
  return `${request.target}&X-Amz-Signature=${signed}`;
}

export async function signature(
  request: Signable,
  names: readonly string[],
  body: string,
  timestamp: string,
  scope: Scope,
  credentials: Credentials,
): Promise<string> {
  const canonical = canonicalRequest(request, names, await sha256(body));
  let key: Bytes = utf8(`AWS4${credentials.SecretAccessKey}`);
  for (const link of [scope.date, scope.region, scope.service, scope.terminator]) key = await hmac(key, link);
  return hex(await hmac(key, stringToSign(timestamp, scope, await sha256(canonical))));
}

export const b64 = (content: string | Bytes): string => base64(typeof content === "string" ? utf8(content) : content);

async function sha256(content: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(content))));
}

async function hmac(key: Bytes, content: string): Promise<Bytes> {
  const handle = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", handle, utf8(content)));
}
