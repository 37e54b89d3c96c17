import { shared, utf8Length } from "#wire/bytes.ts";
import { requestBytes, type Beside, type HttpRequest, type HttpResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import type {
  CallSummary,
  ChangeNote,
  CheckRow,
  Decision,
  HsmStep,
  LocateStage,
  SignatureStage,
} from "#glass/trace.ts";
import { accountOfCall, userAgentOf, type Caller } from "./access/caller.ts";
import { otherAccounts } from "./audit/copies.ts";
import { headerText, ToldLater, type CopyIds } from "./finished-call.ts";
import { invocationOf } from "./invocation.ts";
import { keepSignature } from "./kept-signature.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { Operation } from "./operation.ts";
import type { Ground } from "./pipeline.ts";
import type { FinishedCall } from "./storage/storage.ts";
import type { CustomKeyStoreRow } from "./keystores/rows.ts";
import { OUTPUT_SECRETS, secretMembers, tokenVeil, veil, veilTexts } from "./veil.ts";
import { routeOf, routeOfService, type Route } from "./world/network.ts";

const NO_COPIES: CopyIds = { copyIds: [], sharedEventId: null };

/** What each stage found of a call while it goes through the pipeline; becomes its trace, with its secrets veiled. */
export class Draft {
  readonly id: string;
  readonly at: number;
  /** The time that the answer is dated with, ms since 1970. */
  readonly dated: number;
  /** Of its record in the audit log. */
  readonly eventId: string;
  operation: Operation | null = null;
  target: string | null = null;
  json: JsonObject = {};
  /** The members of `json` as bytes and values; null as long as they could not be read. */
  read: Readonly<Record<string, unknown>> | null = null;
  parsed = false;
  caller: Caller | null = null;
  region: string;
  signature: SignatureStage | null = null;
  violations: readonly string[] = [];
  locate: LocateStage[] = [];
  authorize: Decision[] = [];
  checks: CheckRow[] = [];
  hsm: HsmStep[] = [];
  keys: KeyRow[] = [];
  /** The custom key store that the call named, as it was before. */
  keyStore: CustomKeyStoreRow | null = null;
  changes: readonly ChangeNote[] = [];
  error: CallSummary["error"] = null;
  /** How the request came. */
  route: Route;
  readonly #ground: Ground;
  readonly #request: HttpRequest;
  readonly #beside: Beside;
  readonly #source: CallSummary["source"];
  readonly #began: number;
  #took = 0;

  constructor(ground: Ground, request: HttpRequest, beside: Beside, source: CallSummary["source"]) {
    this.#ground = ground;
    this.#request = request;
    this.#beside = beside;
    this.#source = source;
    this.route = routeOf(ground.rows, beside.from, request.headers["host"] ?? "");
    this.#began = ground.steady();
    this.id = ground.uuid();
    this.eventId = ground.uuid();
    this.at = ground.now();
    this.dated = ground.freshness().now;
    this.region = /^kms\.([a-z0-9-]+)\./.exec(request.headers["host"] ?? "")?.[1] ?? ground.regions.first;
  }

  /** The signature told who calls. A service's own machines are not where the application is, whatever was told beside the request. */
  calledBy(caller: Caller, region: string): void {
    this.caller = caller;
    this.region = region;
    this.route = routeOfService(caller, this.#request.headers["host"] ?? "") ?? this.route;
  }

  check(row: CheckRow): void {
    this.checks.push(row);
  }

  /** Before a rerun: what the stages from 5 on had found is not what this run finds. */
  restart(): void {
    this.locate = [];
    this.authorize = [];
    this.checks = [];
    this.hsm = [];
    this.keys = [];
    this.keyStore = null;
    this.changes = [];
  }

  #copyIds(): CopyIds {
    if (this.error !== null || this.caller === null) return NO_COPIES;
    const others = otherAccounts(accountOfCall(this.caller, this.keys), this.keys).length;
    const copies = this.operation?.name === "ReplicateKey" ? 1 : others;
    if (copies === 0) return NO_COPIES;
    return {
      copyIds: Array.from({ length: copies }, () => this.#ground.uuid()),
      sharedEventId: others > 0 ? this.#ground.uuid() : null,
    };
  }

  /** There is an answer: this long it took. */
  answered(): void {
    this.#took = this.#ground.steady() - this.#began;
  }

  /** The call's record, made when whoever has the answer now has gone on. */
  async finish(status: number, body: JsonObject, response: HttpResponse): Promise<FinishedCall> {
    await Promise.resolve();
    const { vault } = this.#ground;
    const { headers } = this.#request;
    const output = await veil(body, OUTPUT_SECRETS, vault);
    const { json, read } = this;
    const input = read === null ? null : await veil(json, secretMembers(this.operation), vault, read);
    const { shown, bare } = await tokenVeil(this.#request, vault);
    const { copyIds, sharedEventId } = this.#copyIds();
    const { operation, caller } = this;
    const summary: FinishedCall["summary"] = {
      id: this.id,
      at: this.at,
      micros: Math.round(this.#took * 1000),
      service: "kms",
      operation: operation?.name ?? this.target ?? "unknown",
      kind: operation?.kind ?? "read",
      account: caller === null ? null : accountOfCall(caller, this.keys) || null,
      region: this.region,
      who: caller?.label ?? "nobody",
      principalArn: caller?.principalArn ?? null,
      keys: this.keys.map((key) => key.arn),
      named: this.locate[0]?.given ?? null,
      status,
      error: this.error === null ? null : { ...this.error, message: this.error.message && bare(this.error.message) },
      invocation: invocationOf(headers),
      source: this.#source,
    };
    return new ToldLater({
      summary,
      operation,
      caller,
      input,
      output: this.error === null ? output : veilTexts(output, bare),
      eventId: this.eventId,
      copyIds,
      sharedEventId,
      keys: this.keys,
      keyStore: this.keyStore,
      sent: this.#beside.sent ?? null,
      from: this.#beside.from,
      route: this.route,
      head: headerText(headers, shown),
      host: shared(headers["host"] ?? ""),
      userAgent: caller === null ? "" : shared(userAgentOf(caller, headers)),
      requestBytes: requestBytes(this.#request),
      bodyBytes: utf8Length(this.#request.body),
      target: operation === null ? this.target : `TrentService.${operation.name}`,
      parsed: this.parsed,
      signature: this.signature === null ? null : keepSignature(this.signature, this.#request, bare),
      violations: this.violations,
      locate: this.locate,
      authorize: this.authorize,
      checks: this.checks,
      hsm: this.hsm,
      changes: this.changes,
      answered: response.headers,
      answerBytes: utf8Length(response.body),
    });
  }
}
